import "server-only";
import type { AuthOptions } from "next-auth";
import CredentialsProvider from "next-auth/providers/credentials";
import { AppError } from "@/lib/errors/app-error";
import type { AuthService, Peer } from "./authenticator";
import { cookieNames, cookieOptions } from "./cookies";
import { defaultOf } from "./interop";
import { safeRedirect } from "./redirect";
import { SESSION_IDLE_MS } from "./session-times";
import { recordSignIn } from "./sign-in-record";

/**
 * next-auth for one request: it owns sign-in, sign-out and their CSRF token. Names, times and content of the
 * session are ours, so that `authenticate` and next-auth cannot disagree.
 */
export function nextAuthOptions(auth: AuthService, request: Request, peer: Peer, origin: string): AuthOptions {
  const { secret, basePath } = auth.config;
  const secure = auth.isSecure(request, peer);
  const names = cookieNames(secret, basePath, secure);
  const options = cookieOptions(basePath, secure);
  const ip = auth.clientIp(request, peer);
  return {
    secret,
    useSecureCookies: secure,
    session: { strategy: "jwt", maxAge: SESSION_IDLE_MS / 1000 },
    pages: { signIn: `${basePath}/login`, signOut: `${basePath}/login`, error: `${basePath}/login` },
    cookies: {
      sessionToken: { name: names.session, options },
      csrfToken: { name: names.csrf, options },
      callbackUrl: { name: names.callback, options },
    },
    providers: [
      defaultOf(CredentialsProvider)({
        name: "password",
        credentials: { username: { type: "text" }, password: { type: "password" } },
        authorize: (given) => authorize(auth, given?.username ?? "", given?.password ?? "", ip),
      }),
    ],
    callbacks: {
      redirect: ({ url }) => safeRedirect(url, origin, basePath),
      jwt: async ({ token, user }) => (user ? { name: user.name ?? null } : token),
      session: ({ session, token }) => ({ expires: session.expires, user: { name: token.name ?? null } }),
    },
    jwt: {
      encode: async ({ token }) => sealToken(auth, token ?? {}),
      decode: async ({ token }) => {
        const live = token ? await auth.sessions.open(token) : null;
        return live && { ...live.claims };
      },
    },
    events: {
      signOut: async ({ token }) => {
        if (typeof token?.sid !== "string" || typeof token.name !== "string") return;
        const facts = { action: "sign_out", name: token.name, method: "session", ip, error: null } as const;
        await Promise.all([recordSignIn(auth.audit, facts), auth.endSession(token.sid)]);
      },
    },
    logger: { error: () => {}, warn: () => {}, debug: () => {} },
  };
}

async function authorize(auth: AuthService, name: string, password: string, ip: string | null) {
  const record = (error: string | null) =>
    recordSignIn(auth.audit, { action: "sign_in", name, method: "session", ip, error });
  try {
    const user = await auth.signIn(name, password, ip);
    await record(user ? null : "unauthenticated");
    return user && { id: user.name, name: user.name };
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== "too_many_requests") throw error;
    await record(error.code);
    throw new Error("too_many_requests");
  }
}

/** A token that comes from a living session keeps it; one that `authorize` has just made begins a new session. */
async function sealToken(auth: AuthService, token: Record<string, unknown>): Promise<string> {
  if (typeof token.sid === "string") return auth.sessions.seal(auth.sessions.claimsOf(token));
  const user = auth.userNamed(typeof token.name === "string" ? token.name : "");
  if (user === null) throw new AppError("unauthenticated");
  return auth.sessions.seal(await auth.sessions.begin(user));
}
