import "server-only";
import type { BlockList } from "node:net";
import type { TokenRecord } from "@/lib/config/tokens";
import type { UserRecord } from "@/lib/config/users";
import { AppError, isAppError } from "@/lib/errors/app-error";
import type { AuditLog, Authenticator } from "@/lib/http/services";
import type { RedisLink } from "@/lib/redis/link";
import { CheckedCache } from "./checked-cache";
import { clientIp, isSecureRequest } from "./client-ip";
import { cookieNames, cookieOptions, readCookie, serializeCookie } from "./cookies";
import type { HostRule } from "./host";
import { createLoginLimiter, type LoginLimiter } from "./login-limiter";
import { type Derive, deriveKey, verifyPassword } from "./password";
import { makePrincipal, type Principal } from "./principal";
import type { RequestHead } from "./request-head";
import { createSessionState } from "./session-state";
import { SESSION_IDLE_MS, SESSION_LONGEST_MS, SESSION_RECHECK_MS, SESSION_RENEW_MS } from "./session-times";
import { createSessions, type LiveSession, type Sessions, stampOf } from "./sessions";
import { recordSignIn } from "./sign-in-record";
import { createTokenUses } from "./token-uses";
import { claimedName, principalOfToken, tokenPrincipal } from "./tokens";

/** How long a right Basic password is believed: it ends with a reload alone, and each check is a whole scrypt. */
const BASIC_KEPT_MS = 60_000;

export interface AuthConfig extends HostRule {
  readonly users: readonly UserRecord[];
  readonly tokens: readonly TokenRecord[];
  readonly secret: string;
  readonly basePath: string;
  readonly trustedProxies: BlockList;
}

/** What `lib/auth` itself and the process around it need beyond asking who somebody is. */
export interface AuthService extends Authenticator {
  readonly config: AuthConfig;
  readonly sessions: Sessions;
  readonly audit: AuditLog | null;
  clientIp(request: RequestHead, peer: Peer): string | null;
  isSecure(request: RequestHead, peer: Peer): boolean;
  /** @throws AppError `too_many_requests` */
  signIn(name: string, password: string, ip: string | null): Promise<UserRecord | null>;
  /** A `Set-Cookie` value when the session of this request should be renewed, else null. */
  renew(request: RequestHead, peer: Peer): Promise<string | null>;
  endSession(sid: string): Promise<void>;
  userNamed(name: string): UserRecord | null;
  /** Somebody by the name an operation carries, with today's role and scope; null when there is no such user or token. */
  principalOf(name: string): Principal | null;
  /** Replaces users and tokens (SIGHUP); sessions of changed users end. */
  reload(users: readonly UserRecord[], tokens: readonly TokenRecord[]): void;
}

export interface Peer {
  readonly ip: string | null;
}

export interface AuthDeps {
  readonly config: AuthConfig;
  /** Where limits and ended sessions are shared; null = this process alone. */
  readonly state: RedisLink | null;
  readonly audit: AuditLog | null;
  readonly now?: () => number;
  readonly derive?: Derive;
}

export function createAuthenticator(deps: AuthDeps): AuthService {
  const { config, state, now = Date.now, derive = deriveKey } = deps;
  if (config.secret.length < 32) throw new AppError("internal", {}, { message: "the session secret is missing" });
  let { users, tokens } = config;
  const limiter = createLoginLimiter(state);
  const sessionState = createSessionState(state, now);
  const sessions = createSessions({ users: () => users, secret: config.secret, state: sessionState, now });
  const cookies = new CheckedCache<LiveSession | null>(SESSION_RECHECK_MS, now);
  const basics = new CheckedCache<UserRecord | null>(BASIC_KEPT_MS, now);
  const uses = createTokenUses(state, deps.audit, now);

  const ipOf = (request: RequestHead, peer: Peer) => clientIp(request.headers, peer.ip, config.trustedProxies);
  const isSecure = (request: RequestHead, peer: Peer) =>
    config.publicUrl
      ? config.publicUrl.protocol === "https:"
      : isSecureRequest(request, peer.ip, config.trustedProxies);
  const names = {
    plain: cookieNames(config.secret, config.basePath, false),
    secure: cookieNames(config.secret, config.basePath, true),
  };
  const userNamed = (name: string) => users.find((candidate) => candidate.name === name) ?? null;
  const signIn = (name: string, password: string, ip: string | null) =>
    limitedSignIn({ limiter, verify: () => verifyPassword(users, name, password, derive) }, name, ip);

  async function liveSession(request: RequestHead, peer: Peer): Promise<LiveSession | null> {
    const { session } = isSecure(request, peer) ? names.secure : names.plain;
    const cookie = readCookie(request.headers.get("cookie"), session);
    if (!cookie) return null;
    const live = await cookies.get(cookie, () => sessions.open(cookie), isPresent);
    return live && live.expiresAtMs > now() ? live : null;
  }

  async function recordedSignIn(name: string, password: string, ip: string | null): Promise<UserRecord | null> {
    const record = (error: string | null) =>
      recordSignIn(deps.audit, { action: "sign_in", name, method: "basic", ip, error });
    try {
      const user = await signIn(name, password, ip);
      await record(user ? null : "unauthenticated");
      return user;
    } catch (error) {
      if (isAppError(error, "too_many_requests")) await record(error.code);
      throw error;
    }
  }

  async function basic(credentials: string, ip: string | null): Promise<Principal | null> {
    const [name, password] = splitBasic(credentials);
    if (name === null || password === null) return null;
    const user = await basics.get(`${ip}\0${credentials}`, () => recordedSignIn(name, password, ip), isPresent);
    return user && userPrincipal(user, "basic", ip, null);
  }

  function token(text: string, ip: string | null): Principal | null {
    const found = principalOfToken(tokens, text, ip, now());
    if (found) uses.note(found.name.slice("token:".length), ip);
    else {
      const facts = {
        action: "token_use",
        name: claimedName(text),
        method: "token",
        ip,
        error: "unauthenticated",
      } as const;
      void recordSignIn(deps.audit, facts);
    }
    return found;
  }

  return {
    config,
    sessions,
    audit: deps.audit,
    clientIp: ipOf,
    isSecure,
    signIn,
    async authenticate(request, peer) {
      const ip = ipOf(request, peer);
      const principal = await identify(request, peer, ip);
      if (principal === null) throw new AppError("unauthenticated");
      return principal;
    },
    async signOutEverywhere(name) {
      await sessionState.endAll(name);
      cookies.clear();
    },
    async endSession(sid) {
      cookies.clear();
      await sessionState.end(sid);
    },
    async renew(request, peer) {
      if (request.headers.has("authorization")) return null;
      const live = await liveSession(request, peer);
      if (!live || now() - live.claims.issuedAtMs < SESSION_RENEW_MS) return null;
      const secure = isSecure(request, peer);
      const { session } = secure ? names.secure : names.plain;
      const leftMs = Math.min(SESSION_IDLE_MS, live.claims.startedAtMs + SESSION_LONGEST_MS - now());
      const maxAgeSec = Math.floor(leftMs / 1000);
      return serializeCookie(session, await sessions.seal(live.claims), {
        ...cookieOptions(config.basePath, secure),
        maxAgeSec,
      });
    },
    userNamed,
    principalOf(name) {
      const user = userNamed(name);
      if (user) return userPrincipal(user, "session", null, null);
      const token = tokens.find(({ id, expiresAtMs }) => `token:${id}` === name && expiresAtMs > now());
      return token ? tokenPrincipal(token, null) : null;
    },
    async access() {
      const last = await uses.last(tokens.map(({ id }) => id));
      return {
        people: users.map(({ name, role, scopes }) => ({ name, role, scopes: scopes && [...scopes] })),
        tokens: tokens.map(({ id, grants, scopes, expiresAtMs }) => {
          const use = last.get(id);
          const lastUsed = { lastUsedAtMs: use?.atMs ?? null, lastUsedIp: use?.ip ?? null };
          return { id, grants: [...grants], scopes: scopes && [...scopes], expiresAtMs, ...lastUsed };
        }),
      };
    },
    reload(newUsers, newTokens) {
      const changed = users.filter((user) => !newUsers.some((other) => isSame(user, other)));
      for (const { name } of changed) void sessionState.endAll(name).catch(() => {});
      users = newUsers;
      tokens = newTokens;
      cookies.clear();
      basics.clear();
    },
  };

  /** One scheme a request: a broken Authorization header never falls back to the cookie. */
  async function identify(request: RequestHead, peer: Peer, ip: string | null): Promise<Principal | null> {
    const header = request.headers.get("authorization");
    if (header !== null) {
      const [scheme = "", value = ""] = header.trim().split(/\s+/, 2);
      if (scheme.toLowerCase() === "bearer") return token(value, ip);
      return scheme.toLowerCase() === "basic" ? basic(value, ip) : null;
    }
    const live = await liveSession(request, peer);
    return live && userPrincipal(live.user, "session", ip, live.expiresAtMs);
  }
}

async function limitedSignIn(
  { limiter, verify }: { limiter: LoginLimiter; verify: () => Promise<UserRecord | null> },
  name: string,
  ip: string | null,
): Promise<UserRecord | null> {
  await limiter.attempt(name, ip);
  const user = await verify();
  if (user) await limiter.succeeded(name, ip);
  return user;
}

function userPrincipal(user: UserRecord, method: "session" | "basic", ip: string | null, expiresAtMs: number | null) {
  return makePrincipal({ name: user.name, role: user.role, method, scopes: user.scopes, ip, expiresAtMs, only: null });
}

const isSame = (one: UserRecord, other: UserRecord) => one.name === other.name && stampOf(one) === stampOf(other);

function splitBasic(credentials: string): [string, string] | [null, null] {
  if (!/^[A-Za-z0-9+/]{1,4096}={0,2}$/.test(credentials)) return [null, null];
  const text = Buffer.from(credentials, "base64").toString("utf8");
  const colon = text.indexOf(":");
  return colon < 1 ? [null, null] : [text.slice(0, colon), text.slice(colon + 1)];
}

const isPresent = (value: unknown) => value !== null;
