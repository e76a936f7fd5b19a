import { randomBytes } from "node:crypto";
import type { Redis } from "ioredis";

/** A payload as Sidekiq 7 writes it. */
export function job(over: Record<string, unknown> = {}): string {
  const now = Date.now() / 1000;
  return JSON.stringify({
    retry: true,
    queue: "default",
    class: "HardJob",
    args: [1, "two"],
    jid: randomBytes(12).toString("hex"),
    created_at: now,
    enqueued_at: now,
    ...over,
  });
}

export function failedJob(over: Record<string, unknown> = {}): string {
  const failed = { error_class: "RuntimeError", error_message: "boom", failed_at: Date.now() / 1000, retry_count: 0 };
  return job({ ...failed, ...over });
}

/** Three queues, three sets with a job of each queue, and one process per queue that runs one job. */
export async function seed(redis: Redis, queues: readonly string[] = ["default", "mail-in", "vault"]): Promise<void> {
  const now = Date.now() / 1000;
  for (const [index, queue] of queues.entries()) {
    await redis.sadd("queues", queue);
    for (let i = 0; i < 3; i++) await redis.lpush(`queue:${queue}`, job({ queue, class: `${queue}-Job` }));
    await redis.zadd("schedule", now + 3_600 + index, job({ queue, class: `${queue}-Job` }));
    await redis.zadd("retry", now + 600 + index, failedJob({ queue, class: `${queue}-Job` }));
    await redis.zadd("dead", now - 60 - index, failedJob({ queue, class: `${queue}-Job` }));
    await seedProcess(redis, `host-${index}:${100 + index}:abc`, [queue], now);
  }
  await redis.set("stat:processed", 100);
  await redis.set("stat:failed", 7);
}

export async function seedProcess(
  redis: Redis,
  identity: string,
  queues: readonly string[],
  nowSec: number,
): Promise<void> {
  const [hostname, pid] = identity.split(":");
  const info = {
    hostname,
    started_at: nowSec - 60,
    pid: Number(pid),
    tag: "shop",
    concurrency: 5,
    queues,
    weights: [Object.fromEntries(queues.map((queue) => [queue, 1]))],
    labels: [],
    identity,
    version: "7.3.10",
    embedded: false,
  };
  await redis.sadd("processes", identity);
  await redis.hset(identity, {
    info: JSON.stringify(info),
    busy: 1,
    beat: nowSec,
    quiet: "false",
    rss: 1000,
    rtt_us: 100,
  });
  const payload = job({ queue: queues[0], class: `${queues[0]}-Job` });
  await redis.hset(`${identity}:work`, "t1", JSON.stringify({ queue: queues[0], payload, run_at: Math.floor(nowSec) }));
}
