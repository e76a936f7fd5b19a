import "server-only";

/**
 * Sidekiq's metrics keys (`metrics/tracking.rb`, `metrics/shared.rb` of 7.3.10 and 8.1.7). All UTC. Two forms
 * lie side by side while a fleet is upgraded:
 *
 * |              | 7.x                                 | 8.x                                              |
 * | ------------ | ----------------------------------- | ------------------------------------------------ |
 * | minute hash  | `j|YYYYMMDD|H:M` (8 h)              | `j|YYMMDD|H:MM` (8 h)                            |
 * | ten minutes  | –                                   | `j|YYMMDD|H:T`, T the tens of the minute (3 d)   |
 * | histogram    | `CLASS-DD-HH:M` (8 h)               | `h|CLASS-D-H:M` (8 h)                            |
 */
export type MetricsForm = "seven" | "eight";
export const FORMS: readonly MetricsForm[] = ["seven", "eight"];

export const MINUTE_MS = 60_000;
export const TEN_MINUTES_MS = 600_000;
/** How long both versions keep a minute and its histogram. */
export const MINUTES_KEPT_MS = 8 * 3_600_000;
/** How long 8.x keeps ten minutes. */
export const TENS_KEPT_MS = 72 * 3_600_000;

/** The hash of the minute that begins at `atMs`: fields `CLASS|p`, `CLASS|f`, `CLASS|ms`. */
export function minuteKey(form: MetricsForm, atMs: number): string {
  const { date, hour, minute } = parts(atMs);
  return form === "seven" ? `j|${date}|${hour}:${minute}` : `j|${date.slice(2)}|${hour}:${two(minute)}`;
}

/** The hash of the ten minutes that begin at `atMs`; 8.x alone. */
export function tenMinutesKey(atMs: number): string {
  const { date, hour, minute } = parts(atMs);
  return `j|${date.slice(2)}|${hour}:${Math.floor(minute / 10)}`;
}

/** The counters of run times of one class in one minute: 26 unsigned 16-bit big-endian numbers. */
export function histogramKey(form: MetricsForm, name: string, atMs: number): string {
  const { day, hour, minute } = parts(atMs);
  return form === "seven" ? `${name}-${two(day)}-${two(hour)}:${minute}` : `h|${name}-${day}-${hour}:${minute}`;
}

/** The deploy marks of one UTC day: field = ISO minute, value = label; the same in both versions. */
export function marksKey(atMs: number): string {
  return `${parts(atMs).date}-marks`;
}

function parts(atMs: number) {
  const at = new Date(atMs);
  return {
    date: at.toISOString().slice(0, 10).replaceAll("-", ""),
    day: at.getUTCDate(),
    hour: at.getUTCHours(),
    minute: at.getUTCMinutes(),
  };
}

const two = (value: number) => String(value).padStart(2, "0");
