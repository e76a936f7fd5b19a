import { z } from "zod";

/** RFC 9457 body of every error. `code` is stable; the words come from the catalogue. */
export const problem = z.object({
  type: z.string(),
  title: z.string(),
  status: z.number(),
  /** What happened, to which source, and what to do: one English sentence. */
  detail: z.string(),
  code: z.string(),
  params: z.record(z.string(), z.union([z.string(), z.number(), z.boolean(), z.null()])),
  requestId: z.string(),
  fields: z.record(z.string(), z.string()).optional(),
});
export type Problem = z.infer<typeof problem>;
