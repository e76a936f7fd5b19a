import { z } from "zod";

export const jobSetName = z.enum(["scheduled", "retry", "dead"]);

/** Where a job is. A queue and a running job carry the queue's name, a running one also who runs it. */
export const place = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("queue"), queue: z.string() }),
  z.object({ kind: z.literal("scheduled") }),
  z.object({ kind: z.literal("retry") }),
  z.object({ kind: z.literal("dead") }),
  z.object({ kind: z.literal("running"), queue: z.string(), process: z.string(), thread: z.string() }),
]);

/** Why an entry cannot be handled like any other job. Each is shown as what it is; none is ever dropped. */
export const jobProblem = z.enum([
  "invalid_json",
  "not_an_object",
  "args_not_an_array",
  "class_missing",
  "jid_missing",
  "duplicate_keys",
  "too_deep",
  "too_large",
]);

export const jobError = z.object({
  class: z.string().nullable(),
  /** Clipped to `limits.rowErrorChars` in lists. */
  message: z.string().nullable(),
});

/** A row of a list. Times are epoch milliseconds whatever unit the store used. */
export const jobEntry = z.object({
  /** Opaque identity: the exact bytes (by hash), the score or position they were seen at, and a hint where to look. */
  ref: z.string(),
  place,
  jid: z.string().nullable(),
  activeJobId: z.string().nullable(),
  /** The class a person wrote: Active Job's and the mailer's wrapping undone (`UserMailer#welcome`). */
  class: z.string().nullable(),
  wrapper: z.enum(["none", "active_job", "mailer", "delayed_extension"]),
  queue: z.string().nullable(),
  /** One line, masked, legible (`#<gid://shop/Order/42>, :eur, 3 days`), clipped to `limits.rowArgsChars`. */
  args: z.string(),
  argsClipped: z.boolean(),
  payloadBytes: z.number(),
  /** scheduled: due · retry: next attempt · dead: died · running: started · queue: null. */
  atMs: z.number().nullable(),
  createdAtMs: z.number().nullable(),
  enqueuedAtMs: z.number().nullable(),
  failedAtMs: z.number().nullable(),
  retriedAtMs: z.number().nullable(),
  /** Failed attempts so far: `retry_count + 1`; null before the first failure. */
  attempts: z.number().nullable(),
  /** The payload's `retry` when it is a number; true and absent mean the workers' maximum (25 by default). */
  retryMax: z.union([z.number(), z.boolean()]).nullable(),
  error: jobError.nullable(),
  tags: z.array(z.string()),
  batchId: z.string().nullable(),
  lock: z.object({ type: z.string().nullable(), digest: z.string() }).nullable(),
  /** An Active Job `retry_on` attempt that waits in the scheduled set: a failure, not a plan. */
  activeJobRetry: z.boolean(),
  encrypted: z.boolean(),
  problem: jobProblem.nullable(),
  /** Valid JSON that is no object sits in a queue: the worker will destroy it when it fetches it. */
  willBeLost: z.boolean(),
});

/** A masked, bounded tree of arguments. `text` is what to print; numbers keep the digits the store has. */
export type ArgNode = {
  kind:
    | "null"
    | "boolean"
    | "number"
    | "string"
    | "symbol"
    | "model"
    | "time"
    | "duration"
    | "decimal"
    | "range"
    | "class"
    | "custom"
    | "array"
    | "object"
    | "masked"
    | "encrypted"
    | "clipped";
  key?: string | undefined;
  text: string;
  children?: ArgNode[] | undefined;
};
export const argNode: z.ZodType<ArgNode> = z.lazy(() =>
  z.object({
    kind: z.enum([
      "null",
      "boolean",
      "number",
      "string",
      "symbol",
      "model",
      "time",
      "duration",
      "decimal",
      "range",
      "class",
      "custom",
      "array",
      "object",
      "masked",
      "encrypted",
      "clipped",
    ]),
    key: z.string().optional(),
    text: z.string(),
    children: z.array(argNode).optional(),
  }),
);

export const backtraceLine = z.object({ text: z.string(), application: z.boolean() });

export const jobDetail = jobEntry.extend({
  rawClass: z.string().nullable(),
  /** The job this one was made from in Signalbox. */
  ancestor: z.string().nullable(),
  argTree: z.array(argNode),
  /** The payload as stored, masked, clipped to `limits.detailPayloadBytes`; invalid UTF-8 shows as U+FFFD. */
  payload: z.string(),
  payloadClipped: z.boolean(),
  masked: z.boolean(),
  errorMessage: z.string().nullable(),
  backtrace: z.array(backtraceLine),
  backtraceProblem: z.enum(["undecodable", "too_large"]).nullable(),
  /** Everything else the payload carries (locale, cattr, plug-in fields), masked. */
  extras: z.array(argNode),
  discardedAtMs: z.number().nullable(),
  /** Sidekiq's own `retry_for`, seconds. */
  retryForSec: z.number().nullable(),
  /** Attempts of the same Active Job found on the way, oldest first: jids linked by `provider_job_id`. */
  chain: z.array(z.object({ jid: z.string(), relation: z.enum(["earlier", "this", "later"]) })),
  iteration: z
    .object({
      executions: z.number(),
      cursor: z.string().nullable(),
      runtimeSec: z.number().nullable(),
      cancelledAtMs: z.number().nullable(),
    })
    .nullable(),
  position: z.number().nullable(),
});

/** An entry that is looked at again and again: that it left is an answer. */
export const watchedEntry = z.object({ entry: jobDetail.nullable() });

export const jobPage = z.object({
  jobs: z.array(jobEntry),
  /** Entries in the list or set at this read. */
  total: z.number(),
  /** Pass it back to go on; null at the end. */
  nextCursor: z.string().nullable(),
  prevCursor: z.string().nullable(),
  /** With a filter: how many entries were looked at so far, of `total`, and whether that was all of them. */
  scanned: z.number(),
  complete: z.boolean(),
  /** The store's clock. */
  nowMs: z.number(),
  /** Oldest entry of the set, for the line above a list. */
  oldestAtMs: z.number().nullable(),
});

/** How many entries of a set fall into each of some equal spans of time, oldest span first. */
export const jobHistogram = z.object({
  fromMs: z.number(),
  /** Exclusive: `fromMs + counts.length * stepMs`. */
  toMs: z.number(),
  stepMs: z.number(),
  /** Empty when there is nothing to count. Entries at an infinite or absurd time are in none of them. */
  counts: z.array(z.number()),
  /** The store's clock. */
  nowMs: z.number(),
});

export const findResult = z.object({
  places: z.array(jobDetail),
  complete: z.boolean(),
  scanned: z.number(),
  total: z.number(),
  cursor: z.string().nullable(),
  nowMs: z.number(),
});

export type JobSetName = z.infer<typeof jobSetName>;
export type Place = z.infer<typeof place>;
export type JobProblem = z.infer<typeof jobProblem>;
export type JobEntry = z.infer<typeof jobEntry>;
export type BacktraceLine = z.infer<typeof backtraceLine>;
export type JobDetail = z.infer<typeof jobDetail>;
export type WatchedEntry = z.infer<typeof watchedEntry>;
export type JobPage = z.infer<typeof jobPage>;
export type JobHistogram = z.infer<typeof jobHistogram>;
export type FindResult = z.infer<typeof findResult>;
