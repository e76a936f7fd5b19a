import "server-only";
import type { MiddlewareHandler } from "hono";
import { type HostRule, hostAllowed } from "@/lib/auth/host";
import { AppError } from "@/lib/errors/app-error";
import type { ApiEnv } from "../context";

/** A request for another host is not for us: what DNS rebinding would send. */
export function allowedHost(rule: HostRule): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    if (!hostAllowed(c.req.raw, rule)) throw new AppError("misdirected_host", {});
    await next();
  };
}
