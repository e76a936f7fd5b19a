import "server-only";
import type { ReadSchedule } from "@/lib/domain/cron/schedule";
import type { CronEntry, CronRun } from "@/lib/domain/cron.schema";
import type { CronWatchRecord } from "@/lib/domain/cron-watch.schema";
import { type Clock, isOwnRun, LATE_MS, ON_TIME_MS, TICKS_MAX } from "./judging";

/** A timer fires within a second of its time; a busy process takes a little longer. */
const LEAST_TOLERANCE_MS = 2_000;
const MINUTE_MS = 60_000;

/**
 * `every`, `interval`, `at` and `in` of sidekiq-scheduler: timers in the memory of each process, whose next time the
 * last one to fire or to start has noted. A noted time that passed is a tick; one that was replaced while it was
 * still to come is none, because its process may have ended.
 * @param read null for `at` and `in`, which fire once
 */
export function timerClock(
  before: CronWatchRecord | null,
  entry: Pick<CronEntry, "nextRunMs">,
  read: (ReadSchedule & { kind: "every" }) | null,
  nowMs: number,
): Clock {
  const everyMs = read === null ? null : read.everySec * 1000;
  const toleranceMs = everyMs === null ? ON_TIME_MS : Math.max(LEAST_TOLERANCE_MS, Math.min(ON_TIME_MS, everyMs / 4));
  const noted = entry.nextRunMs;
  const isNoted = (due: number) =>
    noted !== null && (due === noted || (everyMs !== null && due > noted && (due - noted) % everyMs === 0));
  let dues = (before?.dues ?? []).filter((due) => due <= nowMs || isNoted(due));
  if (noted !== null && noted > (before?.untilMs ?? nowMs) && !dues.includes(noted)) dues.push(noted);

  const isNear = (run: CronRun, due: number) => Math.abs(run.atMs - due) <= toleranceMs;

  function slotOf(run: CronRun): number | null {
    const near = dues.find((due) => isNear(run, due));
    if (near !== undefined) return near;
    // It fires more often than anybody looks: the noted time, some distances later.
    const passed = (before?.dues ?? []).filter((due) => due <= run.atMs);
    if (everyMs === null || passed.length === 0) return null;
    const last = Math.max(...passed);
    const slot = last + Math.round((run.atMs - last) / everyMs) * everyMs;
    return isNear(run, slot) ? slot : null;
  }

  return {
    place(run, others) {
      const own = others.filter(isOwnRun);
      const soon =
        everyMs !== null && own.some(({ atMs }) => run.atMs > atMs && run.atMs - atMs < everyMs - toleranceMs);
      // Each process has a timer of its own: what came before its distance was over came from another one.
      if (soon) return { ...run, slotMs: null, kind: "double" };
      const slotMs = slotOf(run);
      if (slotMs !== null) {
        const twice = own.some((other) => other.slotMs === slotMs);
        return { ...run, slotMs, kind: twice ? "double" : "on_time" };
      }
      const unserved = others.flatMap(({ kind, slotMs }) => (kind === "missed" && slotMs !== null ? [slotMs] : []));
      const late = [...dues, ...unserved].find((due) => run.atMs > due && run.atMs - due <= LATE_MS);
      return late === undefined ? { ...run, slotMs: null } : { ...run, slotMs: late, kind: "late" };
    },
    missed(others, fromMs, untilMs) {
      const found: number[] = [];
      for (let turn = 0; turn < TICKS_MAX; turn++) {
        const due = dues.find((each) => each <= untilMs);
        if (due === undefined) break;
        dues = dues.filter((each) => each !== due);
        if (due <= fromMs || others.some((run) => isOwnRun(run) && (run.slotMs === due || isNear(run, due)))) continue;
        found.push(due);
        // Nobody has noted another time since: the timer stands still, and the next of its ticks is due as well.
        if (everyMs !== null && everyMs >= MINUTE_MS && isNoted(due)) dues.push(due + everyMs);
      }
      return found;
    },
    get dues() {
      return dues;
    },
  };
}
