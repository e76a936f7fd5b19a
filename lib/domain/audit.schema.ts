import { z } from "zod";

/** Written before (`intent`) and after (`result`); an intent without a result was cut off, and is shown so. */
export const auditEntry = z.object({
  id: z.string(),
  atMs: z.number(),
  phase: z.enum(["intent", "result", "refusal", "event"]),
  /** Joins an intent and its result. */
  requestId: z.string(),
  actor: z.string(),
  method: z.enum(["session", "basic", "token", "system", "none"]),
  ip: z.string().nullable(),
  action: z.string(),
  source: z.string().nullable(),
  /** At most 100 ids; `targetTotal` and `targetHash` stand for all of them. */
  targets: z.array(z.string()),
  targetTotal: z.number(),
  targetHash: z.string().nullable(),
  outcome: z
    .object({ requested: z.number(), done: z.number(), gone: z.number(), refused: z.number(), unknown: z.number() })
    .nullable(),
  error: z.string().nullable(),
  reason: z.string().nullable(),
  durationMs: z.number().nullable(),
});
export const auditPage = z.object({
  entries: z.array(auditEntry),
  nextCursor: z.string().nullable(),
  /** False when the store refuses the record: entries are on stdout alone. */ durable: z.boolean(),
});

export type AuditEntry = z.infer<typeof auditEntry>;
export type AuditPage = z.infer<typeof auditPage>;
