import "server-only";
import { type ReadSchedule, readSchedule } from "@/lib/domain/cron/schedule";
import type { CronEntry, CronRun } from "@/lib/domain/cron.schema";
import { type CronWatchRecord, RUNS_KEPT, runKey } from "@/lib/domain/cron-watch.schema";
import { cronClock } from "./cron-clock";
import { type Clock, MISSED_MS } from "./judging";
import { timerClock } from "./timer-clock";

type Judged = Pick<CronEntry, "scheduler" | "schedule" | "enabled" | "problem" | "nextRunMs">;

/** What cannot be read is shown as it is. */
const NO_CLOCK: Clock = { place: (run) => run, missed: () => [], dues: [] };

/**
 * What is to be remembered of an entry now: its new runs beside their ticks, and ticks that nobody ran for.
 * @param runs as the store has them, newest first, at most ten
 * @param byHand the job that a person last asked for
 */
export function judge(
  before: CronWatchRecord | null,
  entry: Judged,
  runs: readonly CronRun[],
  nowMs: number,
  byHand: string | null,
): CronWatchRecord {
  const schedule = entry.schedule === null ? "" : `${entry.schedule.kind} ${entry.schedule.text}`;
  const anew = before === null || before.schedule !== schedule;
  const known = new Map((before?.runs ?? []).map((run) => [runKey(run), run]));
  const sinceMs = before?.sinceMs ?? nowMs;
  const clock = clockOf(anew ? null : before, entry, nowMs);
  const fresh = [...runs].reverse().filter((run) => !known.has(runKey(run)) && run.atMs >= sinceMs - MISSED_MS);
  const kept = [...known.values()];
  for (const run of fresh) {
    const asked = run.kind === "manual" || (run.jid !== null && run.jid === byHand);
    const judged = asked ? { ...run, kind: "manual" as const } : clock.place(run, kept);
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
  if (entry.enabled) {
    for (const tick of clock.missed(kept, Math.max(fromMs, horizonMs), untilMs)) {
      kept.push({ atMs: tick, slotMs: tick, jid: null, matched: false, kind: "missed", became: null });
    }
  }
  const newest = kept.sort((a, b) => b.atMs - a.atMs).slice(0, RUNS_KEPT);
  return {
    sinceMs: anew && before !== null ? nowMs : sinceMs,
    schedule,
    untilMs,
    runs: newest,
    dues: entry.enabled ? [...clock.dues] : [],
  };
}

function clockOf(before: CronWatchRecord | null, entry: Judged, nowMs: number): Clock {
  const { schedule, scheduler, problem } = entry;
  if (schedule === null || problem !== null) return NO_CLOCK;
  const read: ReadSchedule | null = readSchedule(scheduler, schedule);
  if (read?.kind === "cron") return cronClock(read.cron, before === null);
  const once = schedule.kind === "at" || schedule.kind === "in";
  return read === null && !once ? NO_CLOCK : timerClock(before, entry, read, nowMs);
}
