import { z } from "zod";

/** The job to stop, by the ref of its entry: running, waiting to be resumed, or waiting for a retry. */
export const iterationCancelRequest = z.strictObject({ ref: z.string().min(1).max(1_000) });

/**
 * `asked`: it stops at its next look, at its start or within five seconds · `already`: asked before ·
 * `not_iterable`: it has no state of an iterable job (yet) · `gone`: it ended or left.
 */
export const iterationCancelResult = z.object({ status: z.enum(["asked", "already", "not_iterable", "gone"]) });

export type IterationCancelResult = z.infer<typeof iterationCancelResult>;
