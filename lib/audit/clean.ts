import "server-only";
import { createHash } from "node:crypto";
import type { AuditEntry } from "@/lib/domain/audit.schema";

export type AuditRecord = Omit<AuditEntry, "id">;

const TARGETS = 100;
const LONGEST = 400;

/**
 * Makes a record safe to keep and print: bounded, and free of characters that a terminal, a log reader or a
 * page could take for more than text (controls, line separators, bidirectional marks become `\uXXXX`).
 */
export function cleanRecord(entry: Omit<AuditEntry, "id" | "atMs">, atMs: number): AuditRecord {
  const targets = entry.targets.slice(0, TARGETS).map(clean);
  const targetHash = entry.targetHash ?? (entry.targets.length > 0 ? hashOf(entry.targets) : null);
  return {
    atMs,
    phase: entry.phase,
    requestId: clean(entry.requestId),
    actor: clean(entry.actor),
    method: entry.method,
    ip: entry.ip && clean(entry.ip),
    action: clean(entry.action),
    source: entry.source && clean(entry.source),
    targets,
    targetTotal: Math.max(entry.targetTotal, entry.targets.length),
    targetHash,
    outcome: entry.outcome,
    error: entry.error && clean(entry.error),
    reason: entry.reason && clean(entry.reason),
    durationMs: entry.durationMs,
  };
}

function clean(text: string): string {
  return text
    .slice(0, LONGEST)
    .replaceAll(/[\p{C}\u2028\u2029]/gu, (char) => `\\u${(char.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`);
}

function hashOf(targets: readonly string[]): string {
  return createHash("sha256").update(targets.join("\n")).digest("base64url").slice(0, 22);
}
