import { z } from "zod";
import { jobVerb, operationTarget, refusalReason } from "./action.schema";
import { paceFits } from "./operation-rules";

export const operationVerb = z.enum([...jobVerb.options, "undo"]);

export const operationState = z.enum([
  "freezing",
  "frozen",
  "running",
  "paused",
  "cancelling",
  "done",
  "cancelled",
  "failed",
  "discarded",
]);

/** How fast jobs are enqueued; the other verbs go at once. */
export const operationPace = z.discriminatedUnion("kind", [
  z.object({ kind: z.literal("at_once") }),
  z.object({ kind: z.literal("per_sec"), perSec: z.number().min(0.01).max(100_000) }),
  z.object({
    kind: z.literal("spread"),
    minutes: z
      .number()
      .min(1)
      .max(7 * 1_440),
  }),
  z.object({
    kind: z.literal("canary"),
    /** So many go first; their outcome is waited for. */
    first: z.number().int().min(1).max(1_000),
    /** The rest goes only when fewer than this share of them failed again. */
    belowPercent: z.number().min(1).max(100),
    /** Longest wait for their outcome; then the operation pauses, undecided. */
    waitSec: z.number().int().min(10).max(86_400),
    /** How fast the rest goes; null = at once. */
    perSec: z.number().min(0.01).max(100_000).nullable(),
  }),
]);

/** What has become of the first jobs. Free Sidekiq keeps no evidence of success: the word is `left`. */
export const operationCanary = z.object({
  sinceMs: z.number(),
  waiting: z.number(),
  running: z.number(),
  failedAgain: z.number(),
  dead: z.number(),
  /** Left the store without a failure seen. */
  left: z.number(),
  verdict: z.enum(["watching", "passed", "failed", "undecided"]),
  /** The most frequent error of those that failed again, masked. */
  error: z.object({ class: z.string().nullable(), message: z.string().nullable(), count: z.number() }).nullable(),
});

/** A row that says which job is meant: masked and short. */
export const jobLine = z.object({
  ref: z.string().nullable(),
  jid: z.string().nullable(),
  class: z.string().nullable(),
  args: z.string(),
  queue: z.string().nullable(),
  error: z.string().nullable(),
  /** Where it was: `dead`, `retry`, `scheduled`, or `queue:NAME`. */
  origin: z.string(),
  /** scheduled: due · retry: next attempt · dead: died · queue: pushed. */
  atMs: z.number().nullable(),
});

/** What to know before starting. `count` jobs or `names` are concerned; `of` is the bound it is held against. */
export const operationWarning = z.object({
  code: z.enum([
    "queue_paused",
    "queue_unheard",
    "already_retried",
    "dead_trimmed",
    "locks",
    "batches",
    "unreadable",
    "store_memory",
    "trash_room",
    "also_running",
    "flood",
  ]),
  count: z.number(),
  of: z.number().nullable(),
  names: z.array(z.string()),
});

const counted = z.array(z.object({ value: z.string(), count: z.number() }));

/** One bulk operation: its frozen list, progress and result. The same record is the audit entry. */
export const operation = z.object({
  id: z.string(),
  source: z.string(),
  verb: operationVerb,
  target: operationTarget,
  pace: operationPace,
  params: z.object({
    atMs: z.number().nullable(),
    queue: z.string().nullable(),
    ignoreLock: z.boolean(),
    withoutUndo: z.boolean(),
  }),
  state: operationState,
  /** An `errors.<code>` when failed. */
  error: z.string().nullable(),
  actor: z.string(),
  reason: z.string().nullable(),
  createdAtMs: z.number(),
  startedAtMs: z.number().nullable(),
  endedAtMs: z.number().nullable(),
  /** While freezing: how many were looked at, of how many. */
  scanned: z.number(),
  setSize: z.number(),
  /** Entries in the frozen list: the number the person confirms. */
  total: z.number(),
  processed: z.number(),
  done: z.number(),
  gone: z.number(),
  refused: z.number(),
  unknown: z.number(),
  perSec: z.number().nullable(),
  breakdown: z.object({
    classes: counted,
    queues: counted,
    errors: counted,
    /** By age, youngest first: `1h` is under an hour and over the one before; `older` the rest, `unknown` undated. */
    ages: counted,
    unreadable: z.number(),
    locked: z.number(),
    batched: z.number(),
  }),
  /** The replica that runs it now; null when nobody does. */
  runner: z.string().nullable(),
  trashBatch: z.string().nullable(),
  canary: operationCanary.nullable(),
  /** At most 20 of them, evenly over the list; empty in lists of operations. */
  sample: z.array(jobLine),
  warnings: z.array(operationWarning),
  /** The operation that took this one back; null when none did. */
  undoneBy: z.string().nullable(),
});

export const operationRequest = z
  .object({
    verb: jobVerb,
    target: operationTarget,
    atMs: z.number().int().min(0).max(253_402_300_799_000).optional(),
    queue: z.string().min(1).max(500).optional(),
    ignoreLock: z.boolean().optional(),
    withoutUndo: z.boolean().optional(),
    /** Start at once when the frozen list has exactly this many entries; otherwise it waits, frozen, for `start`. */
    expected: z.number().int().min(0).optional(),
    /** With `expected`, for kill and delete: what was typed, the number or the name of the list. */
    confirm: z.string().max(500).optional(),
    /** Required from 1,000 jobs on. */
    reason: z.string().max(500).optional(),
    pace: operationPace.optional(),
    /** Chosen by the caller: the same key sent twice makes one operation. */
    idempotencyKey: z
      .string()
      .regex(/^[A-Za-z0-9_-]{8,64}$/)
      .optional(),
  })
  .refine((r) => r.verb !== "reschedule" || r.atMs !== undefined, { path: ["atMs"], message: "required" })
  .refine((r) => r.verb !== "move" || r.queue !== undefined, { path: ["queue"], message: "required" })
  .refine((r) => isAskable(r.target), { path: ["target"], message: "one of set, sets, queue, refs" })
  .refine((r) => paceFits(r.verb, r.pace), { path: ["pace"], message: "only for verbs that enqueue" });

export const operationStart = z.object({
  expected: z.number().int().min(0),
  /** Kill and delete: what was typed, the number or the name of the list. */
  confirm: z.string().max(500).optional(),
  reason: z.string().max(500).optional(),
  pace: operationPace.optional(),
});
export const operationResume = z.object({
  /** Go on without the verdict on the first jobs. */
  skipCanary: z.boolean().optional(),
});

function isAskable({ set, sets, queue, refs, selection, undoOf, q }: z.infer<typeof operationTarget>): boolean {
  if (selection !== undefined || undoOf !== undefined || (refs && q)) return false;
  return [set, sets, queue, refs].filter((part) => part !== undefined).length === 1;
}

export const operationOutcomes = z.object({
  outcomes: z.array(
    z.object({
      index: z.number(),
      status: z.enum(["done", "gone", "refused", "unknown", "pending"]),
      reason: refusalReason.nullable(),
      /** Null once the frozen list has been let go, a day after the end. */
      jid: z.string().nullable(),
      class: z.string().nullable(),
      queue: z.string().nullable(),
      origin: z.string().nullable(),
    }),
  ),
  nextIndex: z.number().nullable(),
});

export type OperationVerb = z.infer<typeof operationVerb>;
export type OperationPace = z.infer<typeof operationPace>;
export type OperationCanary = z.infer<typeof operationCanary>;
export type OperationWarning = z.infer<typeof operationWarning>;
export type OperationResume = z.infer<typeof operationResume>;
export type OperationStart = z.infer<typeof operationStart>;
export type JobLine = z.infer<typeof jobLine>;
export type OperationState = z.infer<typeof operationState>;
export type Operation = z.infer<typeof operation>;
export type OperationRequest = z.infer<typeof operationRequest>;
export type OperationOutcomes = z.infer<typeof operationOutcomes>;
