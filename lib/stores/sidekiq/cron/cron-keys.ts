import "server-only";
import type { Redis } from "ioredis";
import { limits } from "@/lib/config/limits";
import { pipelined } from "@/lib/redis/pipeline";
import type { SidekiqContext } from "../context";
import { namespacesMet } from "../key-survey";
import { setMembers } from "../work";

/** sidekiq-cron 2 names an entry `cron_job:NAMESPACE:NAME`, 1.x `cron_job:NAME`; what follows this is our id. */
const HASH = "cron_job:";
/** The set of 1.x, moved into the default namespace when a poller of 2.x starts. */
const OLD_SET = "cron_jobs";
const DEFAULT_SET = "cron_jobs:default";

export const entryKey = (id: string) => `${HASH}${id}`;

export interface CronMember {
  /** As it stands in the set: a key name without the prefix of redis-namespace. */
  readonly key: string;
  readonly set: string;
}

/** Every entry that a set of sidekiq-cron names, in all namespaces that were met. */
export async function cronMembers(redis: Redis, ctx: SidekiqContext): Promise<CronMember[]> {
  const sets = [...new Set([DEFAULT_SET, OLD_SET, ...namespacesMet(ctx)])];
  const members: CronMember[] = [];
  for (const set of sets) {
    for (const key of await setMembers(redis, ctx.keys.any(set)).catch(() => [])) {
      if (key.startsWith(HASH) && members.length <= limits.cronEntries) members.push({ key, set });
    }
  }
  return members;
}

export async function cronPresent(redis: Redis, ctx: SidekiqContext): Promise<boolean> {
  const names = [DEFAULT_SET, OLD_SET, "schedules", ...namespacesMet(ctx)].map(ctx.keys.any);
  const types = await pipelined(
    redis,
    names.map((name) => ["TYPE", name]),
  );
  const found = types.map(String);
  return found.some((type, index) => type === (names[index] === ctx.keys.any("schedules") ? "hash" : "set"));
}
