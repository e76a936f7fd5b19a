import "server-only";
import type { MiddlewareHandler } from "hono";
import { AppError } from "@/lib/errors/app-error";
import type { ApiEnv } from "../context";
import type { AuditLog } from "../services";

/** Writes down every attempt that was turned away for want of a right or as forged, and changes to hidden sources. */
export function auditRefusals(audit: AuditLog): MiddlewareHandler<ApiEnv> {
  return async (c, next) => {
    await next();
    const { error } = c;
    if (!(error instanceof AppError)) return;
    const hidden = error.code === "source_unknown" && c.req.method !== "GET" && c.req.method !== "HEAD";
    if (error.status !== 403 && !hidden) return;
    const { name, method, ip } = c.get("principal");
    const record = {
      phase: "refusal" as const,
      requestId: c.get("requestId"),
      actor: name,
      method,
      ip,
      action: `${c.req.method} ${c.req.path}`.slice(0, 300),
      source: null,
      targets: [],
      targetTotal: 0,
      targetHash: null,
      outcome: null,
      error: error.code,
      reason: null,
      durationMs: null,
    };
    await audit.write(record).catch(() => {});
  };
}
