import { z } from "zod";
import { jobSetName } from "./job.schema";

export const jobVerb = z.enum(["retry", "run_now", "kill", "delete", "reschedule", "move"]);

/**
 * done: this call did it · gone: the entry was no longer where it was seen, nothing was written ·
 * refused: it is there and was left alone, with the reason · unknown: the store did not say; look again.
 */
export const outcomeStatus = z.enum(["done", "gone", "refused", "unknown"]);
export const refusalReason = z.enum([
  "malformed",
  "wrong_place",
  "lock_held",
  "too_deep_in_list",
  "trash_full",
  "store_full",
  "wrong_type",
  "destination_invalid",
  "too_large",
  "drifted",
]);

export const jobOutcome = z.object({
  ref: z.string(),
  status: outcomeStatus,
  reason: refusalReason.nullable(),
  jid: z.string().nullable(),
  /** Where it went: a queue's name, or `dead`, `scheduled`, `trash`. */
  destination: z.string().nullable(),
});

export const jobActionRequest = z
  .object({
    action: jobVerb,
    refs: z.array(z.string().min(1).max(400)).min(1).max(100),
    /** reschedule: when, epoch ms. */
    atMs: z.number().int().min(0).max(253_402_300_799_000).optional(),
    /** move: the destination queue. */
    queue: z.string().min(1).max(500).optional(),
    /** delete: skip the trash; needs the right to purge. */
    withoutUndo: z.boolean().optional(),
    /** retry and run now of a job whose unique lock another job holds: do it all the same. */
    ignoreLock: z.boolean().optional(),
    reason: z.string().max(500).optional(),
  })
  .refine((r) => r.action !== "reschedule" || r.atMs !== undefined, { path: ["atMs"], message: "required" })
  .refine((r) => r.action !== "move" || r.queue !== undefined, { path: ["queue"], message: "required" });

export const jobActionResult = z.object({
  requested: z.number(),
  done: z.number(),
  gone: z.number(),
  refused: z.number(),
  unknown: z.number(),
  outcomes: z.array(jobOutcome),
  /** The trash batch that undo restores; null when nothing was removed. */
  trashBatch: z.string().nullable(),
  /** The operation whose undo takes back what was done; null of a removal and where it is not known. */
  operation: z.string().nullable(),
});

export const queueActionRequest = z.object({
  /** clear and delete: the size the person confirmed. */
  expected: z.number().int().min(0).optional(),
  /** clear and delete: the ref of the newest entry seen; what arrived after it stays. */
  newestRef: z.string().max(400).nullable().optional(),
  /** clear and delete: the queue's name, as it was typed. */
  confirm: z.string().max(500).optional(),
  withoutUndo: z.boolean().optional(),
  reason: z.string().max(500).optional(),
});
export const queueActionResult = z.object({
  status: outcomeStatus,
  reason: refusalReason.nullable(),
  removed: z.number(),
  kept: z.number(),
  trashBatch: z.string().nullable(),
});

export const processActionRequest = z.object({
  /** By identity, host, tag, or all. */
  match: z.union([
    z.object({ identity: z.string() }),
    z.object({ hostname: z.string() }),
    z.object({ tag: z.string() }),
    z.object({ all: z.literal(true) }),
  ]),
  expected: z.number().int().min(1),
  /** Go on although a queue loses its last listener. */
  evenIfLastListener: z.boolean().optional(),
});
export const processActionResult = z.object({
  signalled: z.array(z.string()),
  refused: z.array(
    z.object({
      identity: z.string(),
      reason: z.enum(["embedded", "gone", "already_quiet", "last_listener"]),
      queues: z.array(z.string()),
    }),
  ),
});

/** What a bulk verb acts on. One of `set`, `sets`, `queue`, `refs`; in a record `selection` stands for the refs. */
export const operationTarget = z.object({
  set: jobSetName.optional(),
  sets: z.array(jobSetName).min(1).max(3).optional(),
  queue: z.string().min(1).max(500).optional(),
  /** An explicit selection, also one larger than a page. */
  refs: z.array(z.string().min(1).max(400)).min(1).max(1_500).optional(),
  /** So many entries were named one by one. */
  selection: z.number().optional(),
  /** The operation that is taken back. */
  undoOf: z.string().optional(),
  /** The filter text, as in the list's filter box; none with a selection. */
  q: z.string().max(500).optional(),
});

export type JobVerb = z.infer<typeof jobVerb>;
export type OutcomeStatus = z.infer<typeof outcomeStatus>;
export type RefusalReason = z.infer<typeof refusalReason>;
export type JobOutcome = z.infer<typeof jobOutcome>;
export type JobActionRequest = z.infer<typeof jobActionRequest>;
export type JobActionResult = z.infer<typeof jobActionResult>;
export type QueueActionRequest = z.infer<typeof queueActionRequest>;
export type QueueActionResult = z.infer<typeof queueActionResult>;
export type ProcessActionRequest = z.infer<typeof processActionRequest>;
export type ProcessActionResult = z.infer<typeof processActionResult>;
export type OperationTarget = z.infer<typeof operationTarget>;
