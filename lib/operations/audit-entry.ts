import "server-only";
import type { AuditEntry } from "@/lib/domain/audit.schema";
import type { Operation } from "@/lib/domain/operation.schema";
import { targetWords } from "@/lib/domain/operation-target";

/** What the audit record says when an operation has come to an end, on whichever replica. */
export function endEntry(operation: Operation): Omit<AuditEntry, "id" | "atMs"> {
  const { id, total, done, gone, refused, unknown } = operation;
  return {
    phase: "event",
    requestId: id,
    actor: operation.actor,
    method: "system",
    ip: null,
    action: `operation.${operation.state}.${operation.verb}`,
    source: operation.source,
    targets: [`operation:${id}`, ...targetWords(operation.target)],
    targetTotal: total,
    targetHash: null,
    outcome: { requested: total, done, gone, refused, unknown },
    error: operation.error,
    reason: operation.reason,
    durationMs: operation.endedAtMs === null ? null : operation.endedAtMs - operation.createdAtMs,
  };
}
