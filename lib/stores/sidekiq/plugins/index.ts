import "server-only";
import type { Redis } from "ioredis";
import type { JobPlugins } from "@/lib/domain/plugin.schema";
import type { Plugins } from "@/lib/stores/port";
import type { SidekiqContext } from "../context";
import { met } from "../key-survey";
import { readLocks } from "../locks/read";
import { readPrivateQueues } from "../super-fetch";
import { failuresOf, readFailures } from "./failures";
import { readLimiters, throttlesOf } from "./limiters";
import { readStatuses, statusOf } from "./statuses";

const RUN = ":RUN";

export function createPlugins(ctx: SidekiqContext): Plugins {
  const { link } = ctx;
  return {
    limiters: (request, options) => link.bulk((redis) => readLimiters(redis, ctx, request, options?.signal)),
    failures: (request) => link.read((redis) => readFailures(redis, ctx, request)),
    statuses: (request, options) => link.bulk((redis) => readStatuses(redis, ctx, request, options?.signal)),
    job: (request) => link.read((redis) => jobPlugins(redis, ctx, request)),
    privateQueues: () => readPrivateQueues(ctx),
  };
}

async function jobPlugins(
  redis: Redis,
  ctx: SidekiqContext,
  { jid, class: name, digest }: { jid: string; class: string | null; digest: string | null },
): Promise<JobPlugins> {
  const key = digest?.endsWith(RUN) ? digest.slice(0, -RUN.length) : digest;
  const [lock] = key === null ? [] : await readLocks(redis, ctx, "unique_jobs", [{ digest: key, score: null }]);
  const throttles = name === null ? [] : await throttlesOf(redis, ctx, name);
  return {
    lock: lock && lock.holderTotal > 0 ? lock : null,
    lockHeld: lock ? heldBy(lock.holders, lock.holderTotal, jid) : null,
    status: await statusOf(redis, ctx, jid),
    throttles,
    failures: await failuresOf(redis, ctx, jid),
  };
}

function heldBy(holders: readonly { jid: string }[], total: number, jid: string): "by_this" | "by_other" | "free" {
  if (holders.some((holder) => holder.jid === jid)) return "by_this";
  return total > 0 ? "by_other" : "free";
}

export const limitersPresent = async (_: Redis, ctx: SidekiqContext) => met(ctx, "limiters") || met(ctx, "throttled");
export const statusesPresent = async (_: Redis, ctx: SidekiqContext) => met(ctx, "statuses");

/** sidekiq-failures' list, unless something else of that name. */
export async function failuresPresent(redis: Redis, { keys }: SidekiqContext): Promise<boolean> {
  return (await redis.type(keys.any("failed"))) === "zset";
}
