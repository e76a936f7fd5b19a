import type { CronSchedule, CronScheduler } from "../cron.schema";
import { parseDuration } from "./duration";
import { type CronExpression, parseCron } from "./expression";
import { parseCronish } from "./parse";
import { nextTick } from "./ticks";
import type { Zone } from "./zone";

/** A schedule that was understood: ticks of a clock, or a distance between runs. */
export type ReadSchedule = { kind: "cron"; cron: CronExpression } | { kind: "every"; everySec: number };

/**
 * Reads a schedule as its scheduler does: sidekiq-cron also takes English words, sidekiq-scheduler cron expressions
 * alone. Null for what cannot be read and for `at` and `in`, which fire once.
 */
export function readSchedule(scheduler: CronScheduler, schedule: CronSchedule): ReadSchedule | null {
  if (schedule.kind === "cron") {
    const cron = scheduler === "sidekiq-cron" ? parseCronish(schedule.text) : parseCron(schedule.text);
    return cron && { kind: "cron", cron };
  }
  if (schedule.kind === "at" || schedule.kind === "in") return null;
  const everySec = parseDuration(schedule.text);
  return everySec !== null && everySec > 0 ? { kind: "every", everySec } : null;
}

/**
 * The next times, epoch ms. What repeats by distance counts from `anchorMs`, the next time its scheduler has
 * noted; without one nothing can be told.
 */
export function upcoming(
  schedule: ReadSchedule,
  fromMs: number,
  zone: Zone,
  count: number,
  anchorMs: number | null = null,
): number[] {
  if (schedule.kind === "every") {
    if (anchorMs === null) return [];
    const everyMs = schedule.everySec * 1000;
    const first = anchorMs > fromMs ? anchorMs : anchorMs + Math.ceil((fromMs - anchorMs + 1) / everyMs) * everyMs;
    return Array.from({ length: count }, (_, index) => first + index * everyMs);
  }
  const ticks: number[] = [];
  for (let at = fromMs; ticks.length < count; ) {
    const next = nextTick(schedule.cron, at, zone);
    if (next === null) break;
    ticks.push(next);
    at = next;
  }
  return ticks;
}
