import "server-only";
import type { MiddlewareHandler } from "hono";
import { AppError } from "@/lib/errors/app-error";
import type { ApiEnv } from "../context";

/**
 * A change must come from our own pages: JSON, the header only a script of this origin can set, and an origin
 * that the browser vouches for. Browsers send no `Sec-Fetch-Site` over plain http, so there `Origin` is compared
 * with the public address or with `Host`. A Bearer token is sent by no browser on its own and passes.
 */
export function csrf(publicUrl: URL | null): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    const { method, headers } = c.req.raw;
    const reads = method === "GET" || method === "HEAD";
    if (!reads && c.get("principal").method !== "token" && !comesFromUs(headers, publicUrl)) {
      throw new AppError("csrf_refused", {});
    }
    await next();
  };
}

function comesFromUs(headers: Headers, publicUrl: URL | null): boolean {
  const type = headers.get("content-type")?.split(";")[0]?.trim().toLowerCase();
  if (type !== "application/json" || headers.get("x-signalbox") !== "1") return false;
  const site = headers.get("sec-fetch-site");
  if (site !== null) return site === "same-origin";
  const origin = headers.get("origin");
  if (origin === null || !/^https?:\/\/[^/\s]+$/.test(origin)) return false;
  if (publicUrl !== null) return origin.toLowerCase() === publicUrl.origin;
  return origin.replace(/^https?:\/\//, "").toLowerCase() === headers.get("host")?.toLowerCase();
}
