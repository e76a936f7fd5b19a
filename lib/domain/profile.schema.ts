import { z } from "zod";

/** One recorded run (Sidekiq 8, with vernier). Times are epoch ms. */
export const profile = z.object({
  /** Names it in the API: `TOKEN-JID`. */
  key: z.string(),
  token: z.string(),
  jid: z.string(),
  class: z.string().nullable(),
  startedAtMs: z.number().nullable(),
  elapsedSec: z.number().nullable(),
  sizeBytes: z.number(),
  expiresAtMs: z.number().nullable(),
});

export const profileList = z.object({
  /** Newest first, at most 200. */
  profiles: z.array(profile),
  total: z.number(),
  /** A profile larger than this is not handed out. */
  maxBytes: z.number(),
});

export type Profile = z.infer<typeof profile>;
export type ProfileList = z.infer<typeof profileList>;
