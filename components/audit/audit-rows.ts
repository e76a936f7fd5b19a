import type { AuditEntry } from "@/lib/domain/audit.schema";

/** One line of the record: an action with what came of it. */
export interface AuditRow {
  id: string;
  entry: AuditEntry;
  outcome: "result" | "refusal" | "event" | "cut_off" | "pending";
}

/** A result may still be on its way for this long. */
const PENDING_MS = 60_000;

/**
 * Joins each intent with its result, newest first. An intent without a result was cut off; one at the very end
 * of a page is left out when its result may stand on the page before.
 */
export function auditRows(entries: readonly AuditEntry[], nowMs: number): AuditRow[] {
  const answered = new Set(
    entries.filter((entry) => entry.phase === "result" || entry.phase === "refusal").map((entry) => entry.requestId),
  );
  return entries.flatMap((entry): AuditRow[] => {
    if (entry.phase !== "intent") return [{ id: entry.id, entry, outcome: entry.phase }];
    if (answered.has(entry.requestId)) return [];
    return [{ id: entry.id, entry, outcome: nowMs - entry.atMs < PENDING_MS ? "pending" : "cut_off" }];
  });
}
