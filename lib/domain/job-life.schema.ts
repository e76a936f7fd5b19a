import { z } from "zod";

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

export type JobLife = z.infer<typeof jobLife>;
export type Neighbours = z.infer<typeof neighbours>;
export type LinkList = z.infer<typeof linkList>;
