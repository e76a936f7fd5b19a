import { z } from "zod";
import { operationVerb } from "./operation.schema";

/** What one bulk operation did to one job. */
export const operationMove = z.object({
  operation: z.string(),
  verb: operationVerb,
  actor: z.string(),
  /** The operation's start: when it came to this very job is not kept. */
  atMs: z.number(),
});

/** What was done to one job from Signalbox, by the audit record. */
export const jobLife = z.object({
  /** Oldest first. */
  events: z.array(
    z.object({
      atMs: z.number(),
      /** `job.retry`, `job.edit` … */
      action: z.string(),
      actor: z.string(),
      /** Jobs the action was for, and for how many of them it was done: of one among many nobody can say more. */
      requested: z.number(),
      done: z.number(),
      /** The job that was made from this one, or that this one was made from. */
      related: z.object({ jid: z.string(), relation: z.enum(["made", "from"]) }).nullable(),
      /** The bulk operation that did it, whose start is the time. */
      operation: z.string().nullable(),
    }),
  ),
  /** False when the record goes further back than was looked. */
  complete: z.boolean(),
});

export const neighbours = z.object({
  previous: z.string().nullable(),
  next: z.string().nullable(),
  complete: z.boolean(),
});

export const linkList = z.object({
  links: z.array(z.object({ label: z.string(), url: z.string(), classes: z.array(z.string()).optional() })),
});

export type OperationMove = z.infer<typeof operationMove>;
export type JobLife = z.infer<typeof jobLife>;
export type Neighbours = z.infer<typeof neighbours>;
export type LinkList = z.infer<typeof linkList>;
