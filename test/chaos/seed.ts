import type { Redis } from "ioredis";
import { payloadOf } from "./jobs";

const TEMPLATE = "template:";

export interface SeedOptions {
  key: string;
  count: number;
  /** So many neighbours share one score. */
  perScore?: number;
}

/** Writes the jobs once, as a template beside the store. */
export async function writeTemplate(redis: Redis, { key, count, perScore = 1 }: SeedOptions): Promise<void> {
  const failed = key !== "schedule";
  for (let from = 0; from < count; from += 1_000) {
    const entries: (string | number)[] = [];
    for (let i = from; i < Math.min(count, from + 1_000); i++) {
      entries.push(1_795_400_000 + Math.floor(i / perScore) / 7, payloadOf(i, failed));
    }
    await redis.zadd(TEMPLATE + key, ...entries);
  }
}

/** An otherwise empty store with the jobs of the template, by a copy inside Redis. */
export async function seedFromTemplate(redis: Redis, key: string): Promise<void> {
  const stale = (await redis.keys("*")).filter((name) => !name.startsWith(TEMPLATE));
  for (let i = 0; i < stale.length; i += 500) await redis.unlink(...stale.slice(i, i + 500));
  await redis.call("COPY", TEMPLATE + key, key);
}
