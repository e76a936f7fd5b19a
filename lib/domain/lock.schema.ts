import { z } from "zod";

/**
 * Where a lock is kept: sidekiq-unique-jobs' `digests` or its `expiring_digests` (locks that outlive their job on
 * purpose), or a key of activejob-uniqueness, which names no job.
 */
export const lockKind = z.enum(["unique_jobs", "expiring", "active_job"]);

/** `waited_for`: other jobs wait until it is free · `no_holder`: listed, but nobody holds it. */
export const lockState = z.enum(["held", "waited_for", "no_holder"]);

/** What the gem noted beside the lock when `lock_info` is on; arguments are masked. */
export const lockInfo = z.object({
  class: z.string().nullable(),
  queue: z.string().nullable(),
  type: z.string().nullable(),
  limit: z.number().nullable(),
  timeoutSec: z.number().nullable(),
  ttlSec: z.number().nullable(),
  args: z.string().nullable(),
});

export const lockHolder = z.object({ jid: z.string(), sinceMs: z.number().nullable() });

export const lockEntry = z.object({
  kind: lockKind,
  digest: z.string(),
  /** Stands for who holds it and since when; a release asks for it. Null where it cannot be released from here. */
  token: z.string().nullable(),
  /** Jobs that hold it, at most 20 of `holderTotal`. */
  holders: z.array(lockHolder),
  holderTotal: z.number(),
  /** Jobs that wait for it, at most 20. */
  waiting: z.array(z.string()),
  /** Held while its job runs, not while it waits. */
  runtime: z.boolean(),
  /** Taken at; of a scheduled job's lock the time that job is due. Null where nothing tells. */
  atMs: z.number().nullable(),
  /** Until it ends by itself; null = never. */
  ttlMs: z.number().nullable(),
  info: lockInfo.nullable(),
  class: z.string().nullable(),
  problem: z.enum(["wrong_type", "no_holder", "many_holders"]).nullable(),
});

export const lockPage = z.object({
  locks: z.array(lockEntry),
  total: z.number(),
  /** Locks of each kind; of `active_job` whether there are any, since only a walk through all keys counts them. */
  kinds: z.object({ unique_jobs: z.number(), expiring: z.number(), active_job: z.boolean() }),
  nextCursor: z.string().nullable(),
  scanned: z.number(),
  complete: z.boolean(),
  nowMs: z.number(),
});

/**
 * Whether a lock's job is anywhere. `live`: it is, or the lock is kept on purpose. `orphaned`: two looks through
 * everything, with a report of every process between them, did not find it. `unknown`: nothing tells.
 */
export const lockVerdict = z.object({
  digest: z.string(),
  token: z.string().nullable(),
  verdict: z.enum(["live", "orphaned", "unknown"]),
  evidence: z.enum([
    "found",
    "until_expired",
    "just_taken",
    "same_arguments",
    "nowhere",
    "dead",
    "some_nowhere",
    "no_job_of_class",
    "class_seen",
    "no_holder",
    "many_holders",
    "wrong_type",
    "changed",
  ]),
  /** Holders that were not found: what a release lets go. */
  missing: z.array(z.string()),
  /** Of a holder that was found. */
  jid: z.string().nullable(),
  place: z.string().nullable(),
  class: z.string().nullable(),
});

/** One step of a check. `verdicts` are new with each step; of a check of all locks only the orphaned are named. */
export const lockCheck = z.object({
  phase: z.enum(["jobs", "locks", "waiting", "again", "done"]),
  lookedJobs: z.number(),
  totalJobs: z.number(),
  lookedLocks: z.number(),
  totalLocks: z.number(),
  counts: z.object({ live: z.number(), orphaned: z.number(), unknown: z.number() }),
  verdicts: z.array(lockVerdict),
  /** More orphaned locks than one check remembers: run it again after releasing these. */
  more: z.boolean(),
  /** The store does not answer now; the check goes on where it is when it does. */
  waits: z.boolean(),
});

const digestText = z.string().min(1).max(1_000);
export const lockCheckRequest = z.strictObject({
  kind: lockKind,
  /** These alone; all of the kind when left out. */
  digests: z.array(digestText).min(1).max(100).optional(),
});

export const lockReleaseRequest = z.strictObject({
  kind: lockKind,
  locks: z
    .array(z.strictObject({ digest: digestText, token: z.string().min(1).max(64) }))
    .min(1)
    .max(100),
  reason: z.string().max(500).optional(),
});
/** Releases what a check finds orphaned, never more than `expected`, the number that was confirmed. */
export const lockSweepRequest = z.strictObject({
  kind: lockKind,
  expected: z.number().int().min(1).max(1_000_000),
  reason: z.string().max(500).optional(),
});

/** `gone`: no longer there. `changed`: taken or handed over since it was looked at; nothing was done. */
export const lockOutcome = z.enum(["released", "gone", "changed", "refused"]);
export const lockReleaseResult = z.object({
  results: z.array(z.object({ digest: z.string(), outcome: lockOutcome })),
  released: z.number(),
  gone: z.number(),
  changed: z.number(),
  refused: z.number(),
});
/** A step of a sweep: the check it makes first, then what was released. */
export const lockSweep = z.object({
  check: lockCheck.nullable(),
  released: z.number(),
  gone: z.number(),
  changed: z.number(),
  refused: z.number(),
  done: z.boolean(),
});

export type LockState = z.infer<typeof lockState>;
export type LockKind = z.infer<typeof lockKind>;
export type LockInfoFacts = z.infer<typeof lockInfo>;
export type LockEntry = z.infer<typeof lockEntry>;
export type LockPage = z.infer<typeof lockPage>;
export type LockVerdict = z.infer<typeof lockVerdict>;
export type LockCheck = z.infer<typeof lockCheck>;
export type LockCheckRequest = z.infer<typeof lockCheckRequest>;
export type LockReleaseRequest = z.infer<typeof lockReleaseRequest>;
export type LockSweepRequest = z.infer<typeof lockSweepRequest>;
export type LockOutcome = z.infer<typeof lockOutcome>;
export type LockReleaseResult = z.infer<typeof lockReleaseResult>;
export type LockSweep = z.infer<typeof lockSweep>;
