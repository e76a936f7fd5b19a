import type { DurationValue, NumberValue } from "./tree";

/**
 * A time as written. `span`: from one instant to before another (`2026-11-22` is a day) · `clock`: an hour of
 * the day of the question, `offsetMin` null where no zone is written · `ago`: a distance from now.
 */
export type TimeValue =
  | {
      readonly kind: "span";
      readonly text: string;
      readonly fromMs: number;
      readonly untilMs: number;
      readonly zoned: boolean;
    }
  | {
      readonly kind: "clock";
      readonly text: string;
      readonly atMs: number;
      readonly lengthMs: number;
      readonly offsetMin: number | null;
    }
  | { readonly kind: "distance"; readonly text: string; readonly ms: number };

const UNIT_MS: Readonly<Record<string, number>> = {
  ms: 1,
  s: 1_000,
  m: 60_000,
  h: 3_600_000,
  d: 86_400_000,
  w: 7 * 86_400_000,
};
const DURATION = /^(?:\d{1,12}(?:\.\d{1,6})?(?:ms|[smhdw])){1,6}$/;
const DURATION_PART = /(\d{1,12}(?:\.\d{1,6})?)(ms|[smhdw])/g;
const NUMBER = /^-?\d{1,20}(?:\.\d{1,20})?$/;
const ZONE = "(Z|[+-]\\d{2}:?\\d{2})?";
const CLOCK = new RegExp(`^(\\d{1,2}):(\\d{2})(?::(\\d{2}))?${ZONE}$`);
const DATE = new RegExp(`^(\\d{4})-(\\d{2})-(\\d{2})(?:[T ](\\d{2}):(\\d{2})(?::(\\d{2})(\\.\\d{1,3})?)?${ZONE})?$`);
const DAY_MS = 86_400_000;

/** `90s`, `2h`, `1h30m`, `1.5d`. */
export function parseDuration(text: string): DurationValue | null {
  if (!DURATION.test(text)) return null;
  let ms = 0;
  for (const [, amount = "", unit = ""] of text.matchAll(DURATION_PART)) ms += Number(amount) * (UNIT_MS[unit] ?? 0);
  return { text, ms };
}

export function parseNumber(text: string): NumberValue | null {
  return NUMBER.test(text) ? { text, number: Number(text) } : null;
}

/** `14:05`, `2026-11-22`, `2026-11-22T14:05+01:00`, `2h`. Where no zone is written it is UTC. */
export function parseTime(text: string): TimeValue | null {
  const distance = parseDuration(text);
  if (distance) return { kind: "distance", ...distance };
  return parseClock(text) ?? parseDate(text);
}

function parseClock(text: string): TimeValue | null {
  const [match, hour, minute, second, zone] = CLOCK.exec(text) ?? [];
  if (match === undefined) return null;
  const [h, m, s] = [Number(hour), Number(minute), Number(second ?? 0)];
  const offsetMin = zone === undefined ? null : offsetOf(zone);
  if (h > 23 || m > 59 || s > 59 || Number.isNaN(offsetMin)) return null;
  const lengthMs = second === undefined ? 60_000 : 1_000;
  return { kind: "clock", text, atMs: ((h * 60 + m) * 60 + s) * 1_000, lengthMs, offsetMin };
}

function parseDate(text: string): TimeValue | null {
  const [match, year, month, day, hour, minute, second, fraction, zone] = DATE.exec(text) ?? [];
  if (match === undefined) return null;
  const [y, mo, d, h, mi, s] = [year, month, day, hour ?? 0, minute ?? 0, second ?? 0].map(Number);
  const utcMs = Date.UTC(y ?? 0, (mo ?? 0) - 1, d, h, mi, s) + Math.round(Number(fraction ?? 0) * 1_000);
  const exists = new Date(utcMs);
  const sane = exists.getUTCMonth() + 1 === mo && exists.getUTCDate() === d && (h ?? 0) < 24;
  const offsetMin = zone === undefined ? 0 : offsetOf(zone);
  if (!sane || (mi ?? 0) > 59 || (s ?? 0) > 59 || Number.isNaN(offsetMin)) return null;
  const fromMs = utcMs - offsetMin * 60_000;
  const lengthMs = hour === undefined ? DAY_MS : second === undefined ? 60_000 : fraction === undefined ? 1_000 : 1;
  return { kind: "span", text, fromMs, untilMs: fromMs + lengthMs, zoned: zone !== undefined };
}

/** Minutes east of UTC; NaN for what is no zone. */
function offsetOf(zone: string): number {
  if (zone === "Z") return 0;
  const digits = zone.replace(":", "");
  const [hours, minutes] = [Number(digits.slice(1, 3)), Number(digits.slice(3, 5))];
  if (hours > 14 || minutes > 59) return Number.NaN;
  return (zone.startsWith("-") ? -1 : 1) * (hours * 60 + minutes);
}

/** The instants a clock time means today. */
export function clockSpan(value: Extract<TimeValue, { kind: "clock" }>, nowMs: number): [number, number] {
  const offsetMs = (value.offsetMin ?? 0) * 60_000;
  const midnight = Math.floor((nowMs + offsetMs) / DAY_MS) * DAY_MS - offsetMs;
  const fromMs = midnight + value.atMs;
  return [fromMs, fromMs + value.lengthMs];
}
