import "server-only";
import type { ErrorState } from "@/lib/domain/error.schema";
import type { ErrorMark, ErrorSeen } from "@/lib/state/error-records";
import { type GroupTally, TREND_HOURS } from "./tally";

const HOUR_SEC = 3_600;

/** A group's state now: what failed again after it was resolved, and what was ignored long enough, is open. */
export function stateOf(mark: ErrorMark | undefined, lastSeenMs: number | null, nowMs: number): ErrorState {
  if (!mark) return { kind: "open", regressed: false, untilMs: null, note: "", runbook: "", by: null, atMs: null };
  const { kind, untilMs, note, runbook, by, atMs } = mark;
  const regressed = kind === "resolved" && lastSeenMs !== null && lastSeenMs > atMs;
  const over = kind === "ignored" && untilMs !== null && untilMs <= nowMs;
  return {
    kind: regressed || over ? "open" : kind,
    regressed,
    untilMs: over || regressed ? null : untilMs,
    note,
    runbook,
    by,
    atMs,
  };
}

/** A group as it is counted, with what is remembered of it where its jobs have left the sets. */
export function withMemory(counted: GroupTally, seen: ErrorSeen | undefined, nowMs: number): GroupTally {
  if (!seen) return counted;
  const hour = Math.floor(nowMs / 1_000 / HOUR_SEC);
  return {
    ...counted,
    firstSec: counted.firstSec === 0 ? seen.firstSec : Math.min(counted.firstSec, seen.firstSec || counted.firstSec),
    lastSec: Math.max(counted.lastSec, seen.lastSec),
    trend: counted.trend.map((count, at) => Math.max(count, seen.trend[at + hour - seen.hour] ?? 0)),
  };
}

/** What is to be remembered of a group. */
export function seenOf(merged: GroupTally, nowMs: number): ErrorSeen {
  const { firstSec, lastSec, trend } = merged;
  return { firstSec, lastSec, hour: Math.floor(nowMs / 1_000 / HOUR_SEC), trend: trend.slice(-TREND_HOURS) };
}
