import { z } from "zod";
import { outcomeStatus, refusalReason } from "./action.schema";
import { ARGUMENTS_CHARS } from "./arguments/edit";

const atMs = z.number().int().min(0).max(253_402_300_799_000);
/** Made by who asks, once for each job they mean: the same request twice makes one job. */
const token = z.string().regex(/^[A-Za-z0-9_-]{22}$/);
const text = z.string().max(ARGUMENTS_CHARS);
const reason = z.string().max(500).optional();

/** The arguments of one entry as they are edited. */
export const editableJob = z.object({
  ref: z.string(),
  jid: z.string().nullable(),
  class: z.string().nullable(),
  queue: z.string().nullable(),
  form: z.enum(["plain", "active_job", "mailer"]),
  /** JSON: masked values as numbered placeholders, Active Job's values as marks. Null when they cannot be edited. */
  text: z.string().nullable(),
  refusal: z.enum(["malformed", "too_large", "not_utf8", "delayed_extension"]).nullable(),
  encrypted: z.boolean(),
  /** The type of its unique lock; the new job holds none while it waits. */
  lock: z.string().nullable(),
  batchId: z.string().nullable(),
  /** A running job cannot be taken to the trash. */
  running: z.boolean(),
});

/** A new job with other arguments in the place of this one. */
export const replaceArgsRequest = z.strictObject({
  ref: z.string().min(1).max(400),
  text,
  /** What becomes of the entry: stays where it is, or goes to the trash in the same step. */
  original: z.enum(["keep", "trash"]),
  /** When it is to run, epoch ms; at once when absent. */
  atMs: atMs.optional(),
  token,
  reason,
});

/** A new job like an entry that is there: with its arguments, or with others. */
export const enqueueRequest = z.strictObject({
  ref: z.string().min(1).max(400),
  /** Null: the very same arguments. */
  text: text.nullable(),
  /** Null: the queue of the example. */
  queue: z.string().min(1).max(500).nullable(),
  atMs: atMs.optional(),
  token,
  reason,
});

export const madeJob = z.object({
  status: outcomeStatus,
  reason: refusalReason.nullable(),
  /** Of the new job; null when none was made. */
  jid: z.string().nullable(),
  /** Of the entry it was made from. */
  ancestor: z.string().nullable(),
  /** A queue's name, or `scheduled`. */
  destination: z.string().nullable(),
  /** The batch that brings the original back; null when it stayed. */
  trashBatch: z.string().nullable(),
});

export type EditableJob = z.infer<typeof editableJob>;
export type ReplaceArgsRequest = z.infer<typeof replaceArgsRequest>;
export type EnqueueRequest = z.infer<typeof enqueueRequest>;
export type MadeJob = z.infer<typeof madeJob>;
