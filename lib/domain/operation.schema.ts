import { z } from "zod";
import { jobVerb, operationTarget } from "./action.schema";

export const operationState = z.enum([
  "freezing",
  "frozen",
  "running",
  "cancelling",
  "done",
  "cancelled",
  "failed",
  "discarded",
]);

const counted = z.array(z.object({ value: z.string(), count: z.number() }));

/** One bulk operation: its frozen list, progress and result. The same record is the audit entry. */
export const operation = z.object({
  id: z.string(),
  source: z.string(),
  verb: jobVerb,
  target: operationTarget,
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
    unreadable: z.number(),
    locked: z.number(),
    batched: z.number(),
  }),
  /** The replica that runs it now; null when nobody does. */
  runner: z.string().nullable(),
  trashBatch: z.string().nullable(),
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
    reason: z.string().max(500).optional(),
    /** Chosen by the caller: the same key sent twice makes one operation. */
    idempotencyKey: z
      .string()
      .regex(/^[A-Za-z0-9_-]{8,64}$/)
      .optional(),
  })
  .refine((r) => r.verb !== "reschedule" || r.atMs !== undefined, { path: ["atMs"], message: "required" })
  .refine((r) => r.verb !== "move" || r.queue !== undefined, { path: ["queue"], message: "required" });

export const operationStart = z.object({ expected: z.number().int().min(0) });

export const operationOutcomes = z.object({
  outcomes: z.array(z.object({ index: z.number(), status: z.enum(["done", "gone", "refused", "unknown", "pending"]) })),
  nextIndex: z.number().nullable(),
});

export type OperationState = z.infer<typeof operationState>;
export type Operation = z.infer<typeof operation>;
export type OperationRequest = z.infer<typeof operationRequest>;
export type OperationOutcomes = z.infer<typeof operationOutcomes>;
