import "server-only";
import type { CronExpression } from "@/lib/domain/cron/expression";
import { readSchedule } from "@/lib/domain/cron/schedule";
import { nextTick, previousTick } from "@/lib/domain/cron/ticks";
import { UTC } from "@/lib/domain/cron/zone";
import type { CronEntry, CronRun } from "@/lib/domain/cron.schema";
import { type CronWatchRecord, RUNS_KEPT, runKey } from "@/lib/domain/cron-watch.schema";

/** A poller comes by every 30 s on the average and takes no tick that is older than a minute. */
const ON_TIME_MS = 65_000;
const LATE_MS = 15 * 60_000;
/** A tick without a run is called missed only after this. */
const MISSED_MS = 120_000;
/** Ticks compared in one step, after the watch stood still. */
const TICKS_MAX = 20;

/**
 * What is to be remembered of an entry now: its new runs beside their ticks, and ticks that nobody ran for.
 * @param runs as the store has them, newest first, at most ten
 * @param byHand the job that a person last asked for
 */
export function judge(
  before: CronWatchRecord | null,
  entry: Pick<CronEntry, "scheduler" | "schedule" | "enabled" | "problem" | "nextRunMs">,
  runs: readonly CronRun[],
  nowMs: number,
  byHand: string | null,
): CronWatchRecord {
  const schedule = entry.schedule === null ? "" : `${entry.schedule.kind} ${entry.schedule.text}`;
  const anew = before === null || before.schedule !== schedule;
  const known = new Map((before?.runs ?? []).map((run) => [runKey(run), run]));
  const sinceMs = before?.sinceMs ?? nowMs;
  const read = entry.schedule === null || entry.problem !== null ? null : readSchedule(entry.scheduler, entry.schedule);
  const cron = read?.kind === "cron" ? read.cron : null;
  const fresh = [...runs].reverse().filter((run) => !known.has(runKey(run)) && run.atMs >= sinceMs - MISSED_MS);
  const kept = [...known.values()];
  for (const run of fresh) {
    const judged =
      run.jid !== null && run.jid === byHand ? { ...run, kind: "manual" as const } : against(cron, run, kept, anew);
    const missed =
      judged.slotMs === null ? -1 : kept.findIndex(({ kind, slotMs }) => kind === "missed" && slotMs === judged.slotMs);
    if (missed >= 0) kept.splice(missed, 1);
    kept.push(judged);
  }
  // What was due before the watch began, or before the expression was changed, is nobody's miss.
  const fromMs = anew ? nowMs : before.untilMs;
  const untilMs = Math.max(fromMs, nowMs - MISSED_MS);
  // Further back than the store remembers runs, a tick cannot be called missed.
  const horizonMs = runs.length < RUNS_KEPT ? 0 : (runs.at(-1)?.atMs ?? 0);
  if (cron !== null && entry.enabled && zoneIsKnown(cron, kept)) {
    for (const tick of ticksBetween(cron, Math.max(fromMs, horizonMs), untilMs)) {
      if (kept.some(({ slotMs, kind }) => slotMs === tick && kind !== "manual")) continue;
      kept.push({ atMs: tick, slotMs: tick, jid: null, kind: "missed", became: null });
    }
  }
  const newest = kept.sort((a, b) => b.atMs - a.atMs).slice(0, RUNS_KEPT);
  return { sinceMs: anew && before !== null ? nowMs : sinceMs, schedule, untilMs, runs: newest };
}

function against(cron: CronExpression | null, run: CronRun, others: readonly CronRun[], anew: boolean): CronRun {
  if (cron === null || anew) return run;
  const slotMs = previousTick(cron, run.atMs + 1_000, UTC);
  if (slotMs === null || run.atMs - slotMs > LATE_MS)
    return { ...run, kind: zoneIsKnown(cron, others) ? "manual" : "unknown" };
  const twice = others.some((other) => other.slotMs === slotMs && other.kind !== "missed" && other.kind !== "manual");
  const kind = twice ? "double" : run.atMs - slotMs > ON_TIME_MS ? "late" : "on_time";
  return { ...run, slotMs, kind };
}

/**
 * An expression without a zone runs in that of the workers, which no key tells: unless it is the same in every
 * zone, a tick is missed only for an entry that has been seen to run by UTC.
 */
function zoneIsKnown(cron: CronExpression, runs: readonly CronRun[]): boolean {
  const everywhere = cron.hours === null && cron.monthdays === null && cron.months === null && cron.weekdays === null;
  return cron.zone !== null || everywhere || runs.some(({ kind }) => kind === "on_time");
}

function ticksBetween(cron: CronExpression, fromMs: number, toMs: number): number[] {
  const ticks: number[] = [];
  for (let at = fromMs; ticks.length < TICKS_MAX; ) {
    const next = nextTick(cron, at, UTC);
    if (next === null || next > toMs) break;
    // Below a minute pollers take some ticks and leave others: none of them is missed.
    if (ticks.length > 0 && next - at < 60_000) return [];
    ticks.push(next);
    at = next;
  }
  return ticks;
}
