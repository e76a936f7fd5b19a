import type { Redis } from "ioredis";
import { type BuiltJob, buildJob, type NewJob, stamped } from "./payload";

/** `SADD queues` and `LPUSH`, pipelined as Sidekiq 6.3 and later do. */
export async function push(redis: Redis, job: NewJob): Promise<string> {
  const built = buildJob(job);
  await pushBuilt(redis, [built]);
  return built.jid;
}

export async function pushBuilt(redis: Redis, jobs: readonly BuiltJob[]): Promise<void> {
  const byQueue = new Map<string, string[]>();
  for (const job of jobs) {
    const list = byQueue.get(job.queue) ?? [];
    list.push(stamped(job.text));
    byQueue.set(job.queue, list);
  }
  const pipeline = redis.pipeline();
  for (const [queue, texts] of byQueue) pipeline.sadd("queues", queue).lpush(`queue:${queue}`, ...texts);
  await pipeline.exec();
}

/** Into the scheduled set, due at `atMs`. */
export async function pushAt(redis: Redis, job: NewJob, atMs: number): Promise<string> {
  const built = buildJob(job);
  await redis.zadd("schedule", String(atMs / 1000), built.text);
  return built.jid;
}
