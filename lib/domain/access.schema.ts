import { z } from "zod";

/**
 * viewer reads, masked · operator does everything that can be undone · admin also stops processes, purges
 * without undo, reveals masked values, edits arguments, reads the audit record and manages sessions.
 */
export const role = z.enum(["viewer", "operator", "admin"]);

/** Which sources, and in them which queues, somebody may see. `queues` null = all of them; else globs of `*`. */
export const scope = z.object({ source: z.string(), queues: z.array(z.string()).nullable() });

export const me = z.object({
  name: z.string(),
  role,
  method: z.enum(["session", "basic", "token"]),
  scopes: z.array(scope).nullable(),
  readOnly: z.boolean(),
  expiresAtMs: z.number().nullable(),
});

/** Who may come in: for those who manage sessions. */
export const access = z.object({
  people: z.array(z.object({ name: z.string(), role, scopes: z.array(scope).nullable() })),
  tokens: z.array(
    z.object({
      id: z.string(),
      grants: z.array(z.string()),
      scopes: z.array(scope).nullable(),
      expiresAtMs: z.number(),
      /** To the minute, on any replica; null = not within a year. */
      lastUsedAtMs: z.number().nullable(),
      lastUsedIp: z.string().nullable(),
    }),
  ),
});

export type Role = z.infer<typeof role>;
export type Scope = z.infer<typeof scope>;
export type Me = z.infer<typeof me>;
export type Access = z.infer<typeof access>;
