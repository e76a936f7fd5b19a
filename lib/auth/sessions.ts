import "server-only";
import { createHash, randomBytes } from "node:crypto";
import { decode, encode, type JWT } from "next-auth/jwt";
import { z } from "zod";
import { formatHash, type UserRecord } from "@/lib/config/users";
import type { SessionState } from "./session-state";
import { SESSION_IDLE_MS, SESSION_LONGEST_MS } from "./session-times";

/** What a session cookie says. Role and scope are not in it: they are looked up at every request. */
const claims = z.object({
  name: z.string(),
  sid: z.string(),
  version: z.string(),
  /** Of the user's role, scope and password when the session began. */
  stamp: z.string(),
  startedAtMs: z.number(),
  issuedAtMs: z.number(),
});
export type SessionClaims = z.infer<typeof claims>;

export interface LiveSession {
  readonly user: UserRecord;
  readonly claims: SessionClaims;
  readonly expiresAtMs: number;
}

export interface Sessions {
  begin(user: UserRecord): Promise<SessionClaims>;
  /** The encrypted cookie value; good for the idle time, never beyond the longest. */
  seal(session: SessionClaims): Promise<string>;
  /** @returns null for anything that is no living session of a user who is still the same. */
  open(cookie: string): Promise<LiveSession | null>;
  /** The claims of a decoded token. @throws when they are not ours */
  claimsOf(token: unknown): SessionClaims;
}

export function createSessions(deps: {
  users: () => readonly UserRecord[];
  secret: string;
  state: SessionState;
  now: () => number;
}): Sessions {
  const { secret, state, now } = deps;
  return {
    async begin(user) {
      const version = await state.versionAtLogin(user.name);
      const sid = randomBytes(32).toString("base64url");
      return { name: user.name, sid, version, stamp: stampOf(user), startedAtMs: now(), issuedAtMs: now() };
    },
    claimsOf: (token) => claims.parse(token),
    seal: (session) => encode({ token: { ...session, issuedAtMs: now() }, secret, maxAge: SESSION_IDLE_MS / 1000 }),
    async open(cookie) {
      const session = await unseal(cookie, secret);
      const expiresAtMs = session ? expiryOf(session) : 0;
      if (session === null || expiresAtMs <= now()) return null;
      const user = deps.users().find(({ name }) => name === session.name);
      if (!user || stampOf(user) !== session.stamp) return null;
      const current = await state.check(session.name, session.sid);
      if (current && (current.ended || current.version !== session.version)) return null;
      return { user, claims: session, expiresAtMs };
    },
  };
}

/** The library tolerates 15 s of clock difference; we do not. */
const expiryOf = ({ issuedAtMs, startedAtMs }: SessionClaims) =>
  Math.min(issuedAtMs + SESSION_IDLE_MS, startedAtMs + SESSION_LONGEST_MS);

async function unseal(cookie: string, secret: string): Promise<SessionClaims | null> {
  let token: JWT | null;
  try {
    token = await decode({ token: cookie, secret });
  } catch {
    return null;
  }
  const parsed = claims.safeParse(token);
  return parsed.success ? parsed.data : null;
}

/** What a session hangs on: another role, scope or password is another stamp. */
export function stampOf(user: UserRecord): string {
  const facts = JSON.stringify([user.role, user.scopes, formatHash(user.hash)]);
  return createHash("sha256").update(facts).digest("base64url").slice(0, 22);
}
