import "server-only";
import { randomUUID } from "node:crypto";
import type { MiddlewareHandler } from "hono";
import type { ApiEnv } from "../context";

/** Names the request in its answer, its problem and its audit records. */
export const requestId: MiddlewareHandler<ApiEnv> = async (c, next) => {
  const id = randomUUID();
  c.set("requestId", id);
  c.header("X-Request-Id", id);
  await next();
};
