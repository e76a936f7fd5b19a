import "server-only";
import type { CronExpression } from "@/lib/domain/cron/expression";
import { nextTick, previousTick } from "@/lib/domain/cron/ticks";
import { UTC } from "@/lib/domain/cron/zone";
import type { CronRun } from "@/lib/domain/cron.schema";
import { type Clock, isOwnRun, LATE_MS, ON_TIME_MS, TICKS_MAX } from "./judging";

/** The ticks of an expression. @param anew nobody has watched it before, or it was another one: its first runs are not judged */
export function cronClock(cron: CronExpression, anew: boolean): Clock {
  return {
    place(run, others) {
      if (anew) return run;
      const slotMs = previousTick(cron, run.atMs + 1_000, UTC);
      if (slotMs === null || run.atMs - slotMs > LATE_MS)
        return { ...run, kind: zoneIsKnown(cron, others) ? "manual" : "unknown" };
      const twice = others.some((other) => isOwnRun(other) && other.slotMs === slotMs);
      const kind = twice ? "double" : run.atMs - slotMs > ON_TIME_MS ? "late" : "on_time";
      return { ...run, slotMs, kind };
    },
    missed(others, fromMs, untilMs) {
      if (!zoneIsKnown(cron, others)) return [];
      const taken = new Set(others.filter(({ kind }) => kind !== "manual").map(({ slotMs }) => slotMs));
      return ticksBetween(cron, fromMs, untilMs).filter((tick) => !taken.has(tick));
    },
    dues: [],
  };
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
