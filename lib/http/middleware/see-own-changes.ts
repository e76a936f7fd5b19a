import "server-only";
import type { MiddlewareHandler } from "hono";
import type { ApiEnv } from "../context";
import type { Snapshots } from "../services";
import type { SingleFlight } from "../single-flight";

/** Who has changed something reads no list and no queue that was read before it. */
export function seeOwnChanges(lists: SingleFlight, snapshots: Pick<Snapshots, "touch">): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    await next();
    if (c.req.method === "GET" || c.req.method === "HEAD") return;
    lists.clear();
    snapshots.touch();
  };
}
