import "server-only";
import type { MiddlewareHandler } from "hono";
import { AppError } from "@/lib/errors/app-error";
import type { ApiEnv } from "../context";
import type { Pace } from "../pace";

/** Turns away who asks without a pause, before anything is read for them. */
export function paced(pace: Pace | undefined): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    if (pace && !pace.take(c.get("principal").name)) throw new AppError("too_many_requests", { retryAfterSec: 1 });
    await next();
  };
}
