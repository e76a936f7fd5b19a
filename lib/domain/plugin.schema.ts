import { z } from "zod";
import { jobError } from "./job.schema";
import { lockEntry } from "./lock.schema";
import { privateQueue } from "./queue.schema";

/** A limiter of Sidekiq Enterprise (`lmtr-…`, read as far as its keys show) or a rule of sidekiq-throttled. */
export const limiterEntry = z.object({
  key: z.string(),
  kind: z.enum(["enterprise", "concurrency", "threshold", "other"]),
  name: z.string(),
  /** What Redis calls the key: `hash`, `zset`, `list`, `string`. */
  storedAs: z.string(),
  /** Jobs in hand, or the latest runs that are kept, or fields: what the key counts. */
  size: z.number().nullable(),
  ttlMs: z.number().nullable(),
  /** Jobs in hand (concurrency), at most 20. */
  jids: z.array(z.string()),
  oldestAtMs: z.number().nullable(),
  /** What else the key says, masked, at most 20 fields. */
  fields: z.array(z.object({ name: z.string(), value: z.string() })),
});

const progress = {
  nextCursor: z.string().nullable(),
  scanned: z.number(),
  total: z.number(),
  complete: z.boolean(),
  nowMs: z.number(),
};
export const limiterPage = z.object({ limiters: z.array(limiterEntry), ...progress });

/** One failure as sidekiq-failures recorded it. */
export const failureEntry = z.object({
  id: z.string(),
  jid: z.string().nullable(),
  class: z.string().nullable(),
  queue: z.string().nullable(),
  args: z.string(),
  error: jobError.nullable(),
  processor: z.string().nullable(),
  attempts: z.number().nullable(),
  atMs: z.number().nullable(),
});
export const failurePage = z.object({ failures: z.array(failureEntry), ...progress });

/** A job as sidekiq-status follows it. */
export const statusEntry = z.object({
  jid: z.string(),
  status: z.string(),
  class: z.string().nullable(),
  args: z.string(),
  at: z.number().nullable(),
  total: z.number().nullable(),
  message: z.string().nullable(),
  stopAsked: z.boolean(),
  updatedAtMs: z.number().nullable(),
  ttlMs: z.number().nullable(),
});
export const statusPage = z.object({ statuses: z.array(statusEntry), ...progress });

/** What the plug-ins' keys say of one job. */
export const jobPlugins = z.object({
  lock: lockEntry.nullable(),
  /** Null where the job names no lock. */
  lockHeld: z.enum(["by_this", "by_other", "free"]).nullable(),
  status: statusEntry.nullable(),
  throttles: z.array(limiterEntry),
  failures: z.array(failureEntry),
});

export const privateQueueList = z.object({ queues: z.array(privateQueue) });

export type LimiterEntry = z.infer<typeof limiterEntry>;
export type LimiterPage = z.infer<typeof limiterPage>;
export type FailureEntry = z.infer<typeof failureEntry>;
export type FailurePage = z.infer<typeof failurePage>;
export type StatusEntry = z.infer<typeof statusEntry>;
export type StatusPage = z.infer<typeof statusPage>;
export type JobPlugins = z.infer<typeof jobPlugins>;
export type PrivateQueueList = z.infer<typeof privateQueueList>;
