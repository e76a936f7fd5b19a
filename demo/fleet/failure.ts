import { deflateSync } from "node:zlib";
import type { Redis } from "ioredis";
import { editMembers } from "./members";

const DEFAULT_MAX_RETRIES = 25;
const DEAD_MAX_JOBS = 10_000;
const DEAD_TIMEOUT_SEC = 180 * 86_400;

export interface JobFailure {
  errorClass: string;
  message: string;
  backtrace: readonly string[];
}

export interface FailedJob {
  /** As it was fetched. */
  text: string;
  retry: boolean | number;
  retryCount: number | null;
  failedBefore: boolean;
  wantsBacktrace: boolean | number;
  queue: string;
}

/**
 * What Sidekiq's JobRetry does with a raise: back-off of `count^4 + 15` seconds and jitter into the retry
 * set, or the dead set with its trim, or nothing at all for `retry: false`.
 */
export async function recordFailure(
  redis: Redis,
  job: FailedJob,
  failure: JobFailure,
): Promise<"retry" | "dead" | "gone"> {
  if (job.retry === false) return "gone";
  const nowMs = Date.now();
  const max = typeof job.retry === "number" ? job.retry : DEFAULT_MAX_RETRIES;
  const count = job.retryCount === null ? 0 : job.retryCount + 1;
  const text = editMembers(job.text, {
    queue: JSON.stringify(job.queue),
    error_message: JSON.stringify(failure.message.slice(0, 10_000)),
    error_class: JSON.stringify(failure.errorClass),
    ...(job.failedBefore || job.retryCount !== null ? { retried_at: String(nowMs) } : { failed_at: String(nowMs) }),
    retry_count: String(count),
    ...(job.wantsBacktrace ? { error_backtrace: JSON.stringify(packed(failure.backtrace, job.wantsBacktrace)) } : {}),
  });
  if (count >= max) {
    await bury(redis, text, nowMs);
    return "dead";
  }
  const delaySec = count ** 4 + 15 + Math.floor(Math.random() * 10 * (count + 1));
  await redis.zadd("retry", String(nowMs / 1000 + delaySec), text);
  return "retry";
}

/** Into the dead set with the two trims every Sidekiq insertion makes. */
export async function bury(redis: Redis, text: string | Buffer, nowMs = Date.now()): Promise<void> {
  const nowSec = nowMs / 1000;
  await redis
    .multi()
    .zadd("dead", String(nowSec), text)
    .zremrangebyscore("dead", "-inf", String(nowSec - DEAD_TIMEOUT_SEC))
    .zremrangebyrank("dead", 0, -DEAD_MAX_JOBS)
    .exec();
}

function packed(lines: readonly string[], wanted: boolean | number): string {
  const kept = typeof wanted === "number" ? lines.slice(0, wanted) : lines;
  return deflateSync(JSON.stringify(kept)).toString("base64");
}
