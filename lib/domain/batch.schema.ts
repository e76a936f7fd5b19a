import { z } from "zod";

/** Sidekiq Pro's own batches, by their documented layout, or those of the open-source sidekiq-batch. */
export const batchKind = z.enum(["pro", "open_source"]);

export const batchEntry = z.object({
  kind: batchKind,
  bid: z.string(),
  description: z.string().nullable(),
  createdAtMs: z.number().nullable(),
  total: z.number(),
  /** Never negative, never above `total`, whatever the store counts. */
  pending: z.number(),
  failures: z.number(),
  children: z.number(),
  parentBid: z.string().nullable(),
  /** `complete`: every job ran once, not all with success. `died`: some of its jobs are dead. */
  state: z.enum(["running", "complete", "success", "died", "invalidated", "empty"]),
  callbackQueue: z.string().nullable(),
  ttlMs: z.number().nullable(),
  problem: z.enum(["gone", "wrong_type"]).nullable(),
});

export const batchPage = z.object({
  kind: batchKind,
  batches: z.array(batchEntry),
  /** Batches of the kind; of `open_source`, which keeps no list, the keys of the store. */
  total: z.number(),
  kinds: z.object({ pro: z.boolean(), open_source: z.boolean() }),
  nextCursor: z.string().nullable(),
  scanned: z.number(),
  complete: z.boolean(),
  nowMs: z.number(),
});

export const batchDetail = batchEntry.extend({
  /** What runs when: event and callback as it stands there, masked. */
  callbacks: z.array(z.object({ event: z.string(), text: z.string() })),
  /** Jobs that failed, with the error where the store keeps it; at most 100 of `failures`. */
  failed: z.array(
    z.object({
      jid: z.string(),
      errorClass: z.string().nullable(),
      message: z.string().nullable(),
      dead: z.boolean(),
    }),
  ),
  /** Jobs that have not succeeded yet; at most 100. */
  unfinished: z.array(z.string()),
  unfinishedTotal: z.number(),
  /** From the outermost down to its parent. */
  ancestors: z.array(batchEntry),
  nested: z.array(batchEntry),
  /** False when not every batch was asked whether it is a child of this one. */
  nestedComplete: z.boolean(),
  nowMs: z.number(),
});

export type BatchKind = z.infer<typeof batchKind>;
export type BatchEntry = z.infer<typeof batchEntry>;
export type BatchPage = z.infer<typeof batchPage>;
export type BatchDetail = z.infer<typeof batchDetail>;
