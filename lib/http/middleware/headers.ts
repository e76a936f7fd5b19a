import "server-only";
import type { MiddlewareHandler } from "hono";
import type { ApiEnv } from "../context";

const FIXED: readonly (readonly [string, string])[] = [
  ["Cache-Control", "private, no-store"],
  ["Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"],
  ["X-Frame-Options", "DENY"],
  ["X-Content-Type-Options", "nosniff"],
  ["Referrer-Policy", "no-referrer"],
  ["Cross-Origin-Resource-Policy", "same-origin"],
  ["Permissions-Policy", "camera=(), microphone=(), geolocation=(), payment=(), usb=()"],
];

/** On every answer, errors and 304 included; set before anything else runs. */
export function securityHeaders(https: boolean): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    for (const [name, value] of FIXED) c.header(name, value);
    if (https) c.header("Strict-Transport-Security", "max-age=31536000");
    await next();
  };
}
