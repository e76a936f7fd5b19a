import "server-only";
import type { MiddlewareHandler } from "hono";
import { role } from "@/lib/domain/access.schema";
import { AppError } from "@/lib/errors/app-error";
import { type ApiEnv, peerOf } from "../context";
import type { Authenticator } from "../services";

/** Nobody passes without a principal that has one of the three roles; a session in use is renewed. */
export function authenticated(auth: Authenticator): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const principal = await auth.authenticate(c.req.raw, peerOf(c));
    if (!role.safeParse(principal?.role).success) throw new AppError("unauthenticated");
    c.set("principal", principal);
    const cookie = principal.method === "session" ? await auth.renew?.(c.req.raw, peerOf(c)) : null;
    if (cookie) c.header("Set-Cookie", cookie, { append: true });
    await next();
  };
}
