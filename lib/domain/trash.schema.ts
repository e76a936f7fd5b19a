import { z } from "zod";

/** What one action or operation removed; restorable until `expiresAtMs`. */
export const trashBatch = z.object({
  id: z.string(),
  verb: z.string(),
  /** `dead`, `retry`, `scheduled`, or `queue:NAME`. */
  origin: z.string(),
  operation: z.string().nullable(),
  actor: z.string(),
  atMs: z.number(),
  expiresAtMs: z.number(),
  entries: z.number(),
  bytes: z.number(),
});
export const trashList = z.object({
  batches: z.array(trashBatch),
  nextCursor: z.string().nullable(),
  entries: z.number(),
  bytes: z.number(),
  maxEntries: z.number(),
  maxBytes: z.number(),
});
export const restoreResult = z.object({
  restored: z.number(),
  gone: z.number(),
  refused: z.number(),
  left: z.number(),
});

export const purgeRequest = z.object({
  /** The entries of the batch, as they were typed. */
  expected: z.number().int().min(0),
});

export type TrashBatch = z.infer<typeof trashBatch>;
export type TrashList = z.infer<typeof trashList>;
export type RestoreResult = z.infer<typeof restoreResult>;
