import { fileURLToPath } from "node:url";
import type { Redis } from "ioredis";
import type { CronCreateRequest, CronEntry } from "@/lib/domain/cron.schema";
import type { Cron } from "@/lib/stores/port-cron";
import { openSidekiqStore } from "@/lib/stores/sidekiq/store";
import { config } from "@/lib/stores/sidekiq/test-harness";

export const cronFile = fileURLToPath(new URL("../ruby/cron.rb", import.meta.url));

/** The whole of the facet, as a writable store has it. */
export type FullCron = Required<Cron>;

export function openCron(url: string, namespace: string | null = null) {
  const store = openSidekiqStore(config(url, namespace));
  const { cron } = store;
  if (!cron?.create || !cron.edit || !cron.remove || !cron.restore || !cron.run)
    throw new Error("the store's cron cannot be written");
  const { create, edit, remove, restore, run } = cron;
  return { store, cron: { ...cron, create, edit, remove, restore, run } satisfies FullCron };
}

export async function entryOf(cron: Cron, id: string): Promise<CronEntry> {
  const entry = await cron.entry(id);
  if (!entry) throw new Error(`no entry ${id}`);
  return entry;
}

export function newEntry(changes: Partial<CronCreateRequest> = {}): CronCreateRequest {
  return {
    scheduler: "sidekiq-cron",
    namespace: null,
    name: "nightly report",
    class: "HardJob",
    schedule: { kind: "cron", text: "30 5 * * * Europe/Berlin" },
    args: '[1,{"b":2.50}]',
    queue: "default",
    description: "what the office reads",
    activeJob: false,
    enabled: true,
    ...changes,
  };
}

/** Every key with its value, Signalbox's own left out: what a test compares between the gem and us. */
export async function dump(redis: Redis): Promise<Record<string, unknown>> {
  const found: Record<string, unknown> = {};
  for (const key of (await redis.keys("*")).filter((name) => !/^([^:]+:)?signalbox:/.test(name)).sort()) {
    const type = await redis.type(key);
    if (type === "hash") found[key] = await redis.hgetall(key);
    else if (type === "set") found[key] = (await redis.smembers(key)).sort();
    else if (type === "zset") found[key] = await redis.zrange(key, 0, "-1");
    else if (type === "list") found[key] = await redis.lrange(key, 0, -1);
    else found[key] = await redis.get(key);
  }
  return found;
}
