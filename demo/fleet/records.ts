import type { Redis } from "ioredis";
import { editMembers } from "./members";
import { JobError, type Perform, type RunningJob } from "./process";

/** Classes that include `Sidekiq::Status::Worker`, with the steps that they tell of. */
const FOLLOWED: Readonly<Record<string, readonly string[]>> = {
  "Video::TranscodeJob": ["probing", "encoding 480p", "encoding 720p", "encoding 1080p", "uploading"],
  "Catalogue::ImportPageJob": ["reading the feed", "writing products"],
};
const STATUS_TTL_SEC = 30 * 60;
const STEP_MS = 6_000;

/** Classes with a rule of sidekiq-throttled: jobs at a time, or runs in a period. Ours never reach them. */
const AT_A_TIME: ReadonlySet<string> = new Set(["Billing::ChargeCardJob", "Search::ReindexJob"]);
const PER_MINUTE: Readonly<Record<string, number>> = { "Crm::SyncContactJob": 120, "Webhooks::DeliverJob": 240 };
const LOST_AFTER_SEC = 900;
const PERIOD_SEC = 60;

const FAILURES_KEPT = 1_000;

/** As the server middleware of sidekiq-status, sidekiq-throttled and sidekiq-failures, in a process called `processor`. */
export function withRecords(redis: Redis, processor: string, perform: Perform): Perform {
  return async (job) => {
    const end = await Promise.all([follow(redis, job), throttle(redis, job)]);
    let failure: unknown = null;
    try {
      await perform(job);
    } catch (error) {
      failure = error;
      if (!job.signal.aborted) await recordFailure(redis, job, processor, error);
      throw error;
    } finally {
      const status = job.signal.aborted ? "interrupted" : failure === null ? "complete" : "retrying";
      for (const done of end) await done(status);
    }
  };
}

type End = (status: string) => Promise<unknown>;
const nothing: End = async () => {};

/** The hash of sidekiq-status 4: what the job says of itself while it runs. */
async function follow(redis: Redis, job: RunningJob): Promise<End> {
  const steps = FOLLOWED[job.class];
  if (steps === undefined) return nothing;
  const key = `sidekiq:status:${job.jid}`;
  const nowSec = () => Math.floor(Date.now() / 1_000);
  const write = (fields: Record<string, string | number>) =>
    redis
      .multi()
      .hset(key, { ...fields, updated_at: nowSec() })
      .expire(key, STATUS_TTL_SEC)
      .exec();
  const args = JSON.stringify(job.args);
  await write({ status: "working", jid: job.jid, worker: job.class, args, started_at: nowSec(), total: steps.length });
  let at = 0;
  const step = () => {
    const message = steps[at];
    if (message === undefined) return;
    at += 1;
    void write({ at, pct_complete: Math.round((100 * at) / steps.length), message }).catch(() => {});
  };
  step();
  const timer = setInterval(step, STEP_MS);
  return (status) => {
    clearInterval(timer);
    return write({
      status,
      ended_at: nowSec(),
      ...(status === "complete" ? { at: steps.length, message: "done" } : {}),
    });
  };
}

/** sidekiq-throttled 2: who is in hand, scored with when it counts as lost; and when the runs of the period began. */
async function throttle(redis: Redis, job: RunningJob): Promise<End> {
  const nowSec = Date.now() / 1_000;
  const allowed = PER_MINUTE[job.class];
  if (allowed !== undefined) {
    const key = `throttled:${job.class}:threshold`;
    await redis
      .multi()
      .lpush(key, String(nowSec))
      .ltrim(key, 0, allowed - 1)
      .expire(key, PERIOD_SEC)
      .exec();
  }
  if (!AT_A_TIME.has(job.class)) return nothing;
  const key = `throttled:${job.class}:concurrency.v2`;
  await redis
    .multi()
    .zremrangebyscore(key, "-inf", `(${nowSec}`)
    .zadd(key, String(nowSec + LOST_AFTER_SEC), job.jid)
    .expire(key, LOST_AFTER_SEC)
    .exec();
  return () => redis.zrem(key, job.jid);
}

/** sidekiq-failures 1.1: the payload with its error, newest last, trimmed to the default. */
async function recordFailure(redis: Redis, job: RunningJob, processor: string, error: unknown): Promise<void> {
  const atSec = String(Date.now() / 1_000);
  const { errorClass, message } = error instanceof JobError ? error : new JobError("RuntimeError", String(error));
  const text = editMembers(job.text, {
    failed_at: atSec,
    error_message: JSON.stringify(message),
    error_class: JSON.stringify(errorClass),
    error_backtrace: "[]",
    processor: JSON.stringify(processor),
  });
  await redis
    .multi()
    .zadd("failed", atSec, text)
    .zremrangebyrank("failed", 0, -(FAILURES_KEPT + 1))
    .exec();
}
