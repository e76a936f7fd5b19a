import "server-only";
import type { MiddlewareHandler } from "hono";
import { role } from "@/lib/domain/access.schema";
import { AppError } from "@/lib/errors/app-error";
import { type ApiEnv, peerOf } from "../context";
import type { Authenticator } from "../services";

/**
 * What the hot lane found of a request that it leaves to the API: a wrong password is tried, counted and written
 * down once.
 */
export const turnedAway = new WeakMap<object, unknown>();

/** Nobody passes without a principal that has one of the three roles; a session in use is renewed. */
export function authenticated(auth: Authenticator): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const incoming = c.env?.incoming;
    if (incoming && turnedAway.has(incoming)) throw turnedAway.get(incoming);
    const principal = await auth.authenticate(c.req.raw, peerOf(c));
    if (!role.safeParse(principal?.role).success) throw new AppError("unauthenticated");
    c.set("principal", principal);
    const cookie = principal.method === "session" ? await auth.renew?.(c.req.raw, peerOf(c)) : null;
    if (cookie) c.header("Set-Cookie", cookie, { append: true });
    await next();
  };
}
