import { describe, expect, test } from "vitest";
import type { AuditEntry } from "@/lib/domain/audit.schema";
import { auditRows } from "./audit-rows";

const entry = (id: string, phase: AuditEntry["phase"], requestId: string, atMs: number): AuditEntry => ({
  id,
  atMs,
  phase,
  requestId,
  actor: "ana",
  method: "session",
  ip: null,
  action: "jobs.delete",
  source: "default",
  targets: [],
  targetTotal: 0,
  targetHash: null,
  outcome: null,
  error: null,
  reason: null,
  durationMs: null,
});

describe("auditRows", () => {
  test("an intent and its result are one line", () => {
    const rows = auditRows([entry("2", "result", "r", 2), entry("1", "intent", "r", 1)], 1_000_000);
    expect(rows.map((row) => [row.id, row.outcome])).toEqual([["2", "result"]]);
  });
  test("an intent without a result is cut off, a young one still runs", () => {
    const rows = auditRows([entry("2", "intent", "b", 999_990), entry("1", "intent", "a", 1)], 1_000_000);
    expect(rows.map((row) => row.outcome)).toEqual(["pending", "cut_off"]);
  });
});
