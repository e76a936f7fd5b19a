import "server-only";
import type { MiddlewareHandler } from "hono";
import type { ApiEnv } from "../context";
import type { SingleFlight } from "../single-flight";

/** Who has changed something reads no list that was read before it. */
export function seeOwnChanges(lists: SingleFlight): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    await next();
    if (c.req.method !== "GET" && c.req.method !== "HEAD") lists.clear();
  };
}
