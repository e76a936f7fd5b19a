import { cronParser, type Element, readCron } from "./grammar";
import { parseAll } from "./peg";
import { findZone, type Zone } from "./zone";

/** What a weekday field asks for: a day, the nth of the month (-1 = last), or every so many weeks. */
export interface CronWeekday {
  readonly day: number;
  readonly nth: number | null;
  readonly every: readonly [every: number, offset: number] | null;
}

/** A schedule by fields; null in a field = every value. Months 1–12, weekdays 0 (Sunday) – 6, monthdays -1 = last. */
export interface CronExpression {
  readonly seconds: readonly number[] | null;
  readonly minutes: readonly number[] | null;
  readonly hours: readonly number[] | null;
  readonly monthdays: readonly number[] | null;
  readonly months: readonly number[] | null;
  readonly weekdays: readonly CronWeekday[] | null;
  /** Of the expression itself; null = that of the process which reads it. */
  readonly zone: Zone | null;
  /** Both day fields must match, not one of them. */
  readonly both: boolean;
}

/** Longer texts are refused by fugit 1.11 and later. */
export const CRON_TEXT_MAX = 256;

const SPECIALS: Readonly<Record<string, string>> = {
  "@yearly": "0 0 1 1 *",
  "@annually": "0 0 1 1 *",
  "@monthly": "0 0 1 * *",
  "@weekly": "0 0 * * 0",
  "@daily": "0 0 * * *",
  "@midnight": "0 0 * * *",
  "@noon": "0 12 * * *",
  "@hourly": "0 * * * *",
};
const MONTH_DAYS = [0, 31, 29, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31];

/** Reads a cron expression as fugit does; null for what fugit refuses, and for what it would fill in by chance (`~`). */
export function parseCron(text: string): CronExpression | null {
  const written = expandSpecial(text.trim());
  if (written.length > CRON_TEXT_MAX) return null;
  const found = parseAll(cronParser, written);
  if (!found) return null;
  const cron = readCron(found);
  const zone = cron.zone === null ? null : findZone(cron.zone);
  if (cron.zone !== null && zone === null) return null;
  try {
    const weekdays = weekdaysOf(cron.weekdays);
    const months = valuesOf(cron.months, 1, 12);
    const monthdays = valuesOf(cron.monthdays, 1, 31);
    const days = possibleDays(months, monthdays);
    return {
      seconds: cron.seconds === null ? [0] : valuesOf(cron.seconds, 0, 59),
      minutes: valuesOf(cron.minutes, 0, 59),
      hours: valuesOf(cron.hours, 0, 23),
      ...days,
      weekdays,
      zone,
      both: cron.both,
    };
  } catch (error) {
    if (error instanceof Refused) return null;
    throw error;
  }
}

class Refused extends Error {}

function expandSpecial(text: string): string {
  if (!text.startsWith("@")) return text;
  const [name = "", ...rest] = text.split(/\s+/);
  return [Object.hasOwn(SPECIALS, name) ? SPECIALS[name] : name, ...rest].join(" ");
}

function valuesOf(elements: readonly Element[], min: number, max: number): number[] | null {
  const values: number[] = [];
  for (const each of elements) {
    const expanded = expand(each, min, max);
    if (expanded === null) return null;
    values.push(...expanded.map((value) => (max === 23 && value === 24 ? 0 : value)));
  }
  return [...new Set(values)].sort((a, b) => a - b);
}

function expand({ from, to, step }: Element, min: number, max: number): number[] | null {
  if (step !== null && step < 1) throw new Refused();
  const end = to ?? (step === null ? null : max);
  if (from === null && end === null) return null;
  if (from !== null && end === null) return [from];
  const start = from ?? min;
  return range(start, end === null || (end < 0 && start > 0) ? max : end, step ?? 1, min, max);
}

/** Counts up from `start` and wraps at `max`, as `22-4` does; the step counts from the start. */
function range(start: number, end: number, step: number, min: number, max: number): number[] | null {
  if (start === min && end === max && step === 1) return null;
  if (start < 0 !== end < 0 && start !== 0 && end !== 0) throw new Refused();
  const [low, high] = start < 0 ? [-max, -1] : [min, max];
  const all: number[] = [];
  let last = end;
  for (let value = start; ; ) {
    all.push(value);
    if (value === last) break;
    value += 1;
    if (value > high) {
      value = low;
      if (last > high) last -= high + 1;
    }
    if (all.length > 2 * max) throw new Refused();
  }
  return all.filter((_, index) => index % step === 0);
}

function weekdaysOf(elements: readonly Element[]): CronWeekday[] | null {
  const found = new Map<string, CronWeekday>();
  const add = (day: number, nth: number | null = null, every: Element["every"] = null) =>
    found.set(JSON.stringify([day % 7, nth, every]), { day: day % 7, nth, every });
  for (const { from, to, step, nth, every } of elements) {
    if (from !== null && (nth !== null || every !== null)) add(from, nth, every);
    else if (step !== null) addRange(from ?? 0, to ?? from ?? 6, Math.max(step, 1), add);
    else if (to !== null) addRange(from ?? 0, to, 1, add);
    else if (from !== null) add(from);
  }
  const days = [...found.values()];
  for (const { day, nth } of days) {
    // Ruby cannot sort these beside each other, so fugit refuses them.
    if (nth !== null && days.some((other) => other.day === day && other.every !== null)) throw new Refused();
  }
  return days.length === 0 ? null : days.sort((a, b) => a.day - b.day);
}

function addRange(from: number, to: number, step: number, add: (day: number) => void): void {
  for (let day = from; day <= (from > to ? to + 7 : to); day += step) add(day);
}

/** Leaves out months and days that never meet, such as 30 February; refuses when nothing is left. */
function possibleDays(months: number[] | null, monthdays: number[] | null) {
  if (months === null || monthdays === null) return { months, monthdays };
  const pairs = months.flatMap((month) =>
    monthdays.filter((day) => day <= (MONTH_DAYS[month] ?? 31)).map((day) => [month, day] as const),
  );
  if (pairs.length === 0) throw new Refused();
  return { months: [...new Set(pairs.map(([month]) => month))], monthdays: [...new Set(pairs.map(([, day]) => day))] };
}
