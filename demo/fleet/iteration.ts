import type { Redis } from "ioredis";
import type { RunningJob } from "./process";

const FLUSH_MS = 5_000;
const STATE_TTL_SEC = 30 * 86_400;

/**
 * Runs a job as Sidekiq's IterableJob does (8.1): its place is kept under `it-JID` every five seconds, an
 * interrupted one goes on from there, and a cancelled one stops as if it were done.
 */
export async function iterate(job: RunningJob, redis: Redis, total: number, stepMs: number): Promise<void> {
  const key = `it-${job.jid}`;
  const state = await redis.hgetall(key);
  const executions = Number(state.ex ?? 0) + 1;
  const before = Number(state.rt ?? 0);
  const startedMs = Date.now();
  let flushedMs = startedMs;
  const flush = async (cursor: number, runtimeSec: number) => {
    const replies = await redis
      .multi()
      .hset(key, { ex: executions, c: cursor, rt: runtimeSec })
      .expire(key, STATE_TTL_SEC, "NX")
      .hget(key, "cancelled")
      .exec();
    return replies?.at(-1)?.[1] != null;
  };
  if (state.cancelled === undefined) {
    for (let cursor = Number(state.c ?? 0); cursor < total; cursor += 1) {
      await new Promise((resolve) => setTimeout(resolve, stepMs));
      if (job.signal.aborted) {
        await flush(cursor, before + (Date.now() - startedMs) / 1000);
        return;
      }
      if (Date.now() - flushedMs < FLUSH_MS) continue;
      flushedMs = Date.now();
      if (await flush(cursor, before)) break;
    }
  }
  await redis.unlink(key);
}
