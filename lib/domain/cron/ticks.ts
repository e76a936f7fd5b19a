import type { CronExpression } from "./expression";
import type { Zone } from "./zone";

const DAY = 86_400;
/** fugit gives up after so many steps; such an expression never comes due. */
const STEPS_MAX = 2_048;
/** Monday, 31 December 2018, in days since 1970: from where `%` counts weeks. */
const REFERENCE_DAY = 17_896;

/** A wall clock in a zone, moved by whole seconds. */
interface Moment {
  sec: number;
  year: number;
  month: number;
  day: number;
  weekday: number;
  hour: number;
  minute: number;
  second: number;
}

/**
 * The first tick after `fromMs`, as fugit's `next_time` gives it: an hour that a zone skips is not made up for, one
 * that it repeats counts once. `processZone` is that of the process which asks. Null when none comes.
 */
export function nextTick(cron: CronExpression, fromMs: number, processZone: Zone): number | null {
  return orNull(() => findNext(cron, fromMs, processZone));
}

/** The last tick before `fromMs`, as fugit's `previous_time`: an hour that a zone repeats counts twice. */
export function previousTick(cron: CronExpression, fromMs: number, processZone: Zone): number | null {
  return orNull(() => findPrevious(cron, fromMs, processZone));
}

function orNull(find: () => number | null): number | null {
  try {
    return find();
  } catch (error) {
    if (error instanceof NoMidnight) return null;
    throw error;
  }
}

function findNext(cron: CronExpression, fromMs: number, processZone: Zone): number | null {
  const zone = cron.zone ?? processZone;
  let from = Math.floor(fromMs / 1000);
  let fromText = wallText(from, processZone);
  let fromOffset = zone.offsetSec(from);
  let at = from;
  for (let step = 0; step < STEPS_MAX; step += 1) {
    const now = momentOf(at, zone);
    if (at === from) at += 1;
    else if (cron.months && !cron.months.includes(now.month)) at = firstOfNextMonth(now, zone);
    else if (!matchesDay(cron, now, zone)) at = nextDay(now, zone);
    else if (cron.hours && !cron.hours.includes(now.hour)) at += (60 - now.minute) * 60 - now.second;
    else if (cron.minutes && !cron.minutes.includes(now.minute)) at += 60 - now.second;
    else if (cron.seconds && !cron.seconds.includes(now.second)) at += toNextSecond(cron.seconds, now.second);
    else if (wallText(at, zone) === fromText && zone.offsetSec(at) !== fromOffset) {
      from = at;
      fromText = wallText(at, zone);
      fromOffset = zone.offsetSec(at);
    } else return at * 1000;
  }
  return null;
}

function findPrevious(cron: CronExpression, fromMs: number, processZone: Zone): number | null {
  const zone = cron.zone ?? processZone;
  let at = Math.floor(fromMs / 1000 - 1);
  for (let step = 0; step < STEPS_MAX; step += 1) {
    const now = momentOf(at, zone);
    const ofDay = now.hour * 3600 + now.minute * 60 + now.second;
    if (cron.months && !cron.months.includes(now.month)) at -= (now.day - 1) * DAY + ofDay + 1;
    else if (!matchesDay(cron, now, zone)) at -= ofDay + 1;
    else if (cron.hours && !cron.hours.includes(now.hour)) at -= now.minute * 60 + now.second + 1;
    else if (cron.minutes && !cron.minutes.includes(now.minute)) at -= now.second + 1;
    else if (cron.seconds && !cron.seconds.includes(now.second)) at += toPreviousSecond(cron.seconds, now.second);
    else return at * 1000;
  }
  return null;
}

function momentOf(sec: number, zone: Zone): Moment {
  const wall = new Date((sec + zone.offsetSec(sec)) * 1000);
  return {
    sec,
    year: wall.getUTCFullYear(),
    month: wall.getUTCMonth() + 1,
    day: wall.getUTCDate(),
    weekday: wall.getUTCDay(),
    hour: wall.getUTCHours(),
    minute: wall.getUTCMinutes(),
    second: wall.getUTCSeconds(),
  };
}

const wallText = (sec: number, zone: Zone) => sec + zone.offsetSec(sec);

/** Midnight comes twice that day, or not at all on the first of a month: fugit fails there, and no tick follows. */
class NoMidnight extends Error {}

/** Midnight of a day; null where the zone skips it. */
function midnightOf(year: number, month: number, day: number, zone: Zone): number | null {
  const wall = Date.UTC(year, month - 1, day) / 1000;
  const guesses = new Set([wall - zone.offsetSec(wall - DAY), wall - zone.offsetSec(wall + DAY)]);
  const [first, second] = [...guesses].filter((guess) => wallText(guess, zone) === wall);
  if (second !== undefined) throw new NoMidnight();
  return first ?? null;
}

function firstOfNextMonth(now: Moment, zone: Zone): number {
  const [year, month] = now.month === 12 ? [now.year + 1, 1] : [now.year, now.month + 1];
  const first = midnightOf(year, month, 1, zone);
  if (first === null) throw new NoMidnight();
  return first;
}

function nextDay(now: Moment, zone: Zone): number {
  const at = now.sec + (24 - now.hour) * 3600 - now.minute * 60 - now.second;
  const there = momentOf(at, zone);
  if (there.hour === 0) return at;
  const midnight = there.hour < 12 ? midnightOf(there.year, there.month, there.day, zone) : null;
  return midnight ?? at + (24 - there.hour) * 3600;
}

function toNextSecond(seconds: readonly number[], second: number): number {
  const next = seconds.find((each) => each > second);
  return next === undefined ? 60 - second + (seconds[0] ?? 0) : next - second;
}

function toPreviousSecond(seconds: readonly number[], second: number): number {
  const target = seconds.findLast((each) => each < second) ?? seconds.at(-1) ?? 0;
  return target - second - (second > target ? 0 : 60);
}

function matchesDay(cron: CronExpression, now: Moment, zone: Zone): boolean {
  const weekday = cron.weekdays === null || cron.weekdays.some((each) => matchesWeekday(each, now));
  const either = cron.weekdays !== null && cron.monthdays !== null && !cron.both;
  return either ? weekday || matchesMonthday(cron, now, zone) : weekday && matchesMonthday(cron, now, zone);
}

function matchesWeekday({ day, nth, every }: NonNullable<CronExpression["weekdays"]>[number], now: Moment): boolean {
  if (day !== now.weekday) return false;
  if (every !== null) {
    const days = Math.floor(Date.UTC(now.year, now.month - 1, now.day) / 1000 / DAY) - REFERENCE_DAY;
    return modulo(Math.floor(days / 7), every[0]) === modulo(every[1], every[0]);
  }
  if (nth === null) return true;
  const length = new Date(Date.UTC(now.year, now.month, 0)).getUTCDate();
  return nth === Math.ceil(now.day / 7) || nth === -Math.ceil((length - now.day + 1) / 7);
}

function matchesMonthday({ monthdays }: CronExpression, now: Moment, zone: Zone): boolean {
  if (monthdays === null) return true;
  // 24 hours before the first of the next month: a last day of 23 hours is not the last, in fugit as here.
  const last = momentOf(firstOfNextMonth(now, zone) - DAY, zone).day + 1;
  return monthdays.some((day) => (day < 1 ? last + day : day) === now.day);
}

const modulo = (value: number, by: number) => ((value % by) + by) % by;
