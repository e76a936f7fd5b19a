import type { CronExpression } from "./expression";

/** When on a day a schedule runs, for words in any language. */
export type TimeWords =
  | { kind: "seconds"; every: number }
  | { kind: "minutes"; every: number; hours: readonly number[] | null }
  | { kind: "hourly"; minutes: readonly number[] }
  | { kind: "hours"; every: number; minute: number }
  | { kind: "times"; times: readonly string[] }
  | {
      kind: "fields";
      seconds: readonly number[] | null;
      minutes: readonly number[] | null;
      hours: readonly number[] | null;
    };

const TIMES_MAX = 6;

export function timeWords({ seconds, minutes, hours }: CronExpression): TimeWords {
  const onTheMinute = seconds?.length === 1 && seconds[0] === 0;
  if (!onTheMinute) {
    const every = minutes === null && hours === null ? stepOf(seconds, 60) : null;
    if (every !== null) return { kind: "seconds", every };
    const times = timesOf(hours, minutes, seconds);
    return times === null ? { kind: "fields", seconds, minutes, hours } : { kind: "times", times };
  }
  if (hours === null) {
    const every = stepOf(minutes, 60);
    if (every !== null && every < 60) return { kind: "minutes", every, hours: null };
    return { kind: "hourly", minutes: minutes ?? [] };
  }
  const everyMinutes = stepOf(minutes, 60);
  if (everyMinutes !== null && everyMinutes < 60) return { kind: "minutes", every: everyMinutes, hours };
  const everyHours = stepOf(hours, 24);
  if (everyHours !== null && everyHours > 1 && everyHours < 24 && minutes?.length === 1) {
    return { kind: "hours", every: everyHours, minute: minutes[0] ?? 0 };
  }
  const times = timesOf(hours, minutes);
  return times === null ? { kind: "fields", seconds: null, minutes, hours } : { kind: "times", times };
}

/** Every time of a day that these fields name, when they are few. */
function timesOf(...fields: (readonly number[] | null)[]): string[] | null {
  const count = fields.reduce((product, field) => product * (field?.length ?? TIMES_MAX + 1), 1);
  if (count > TIMES_MAX) return null;
  const [first = [], ...rest] = fields.map((field) => (field ?? []).map(two));
  return rest.reduce((times, field) => times.flatMap((time) => field.map((value) => `${time}:${value}`)), first);
}

/** The step of `0, 15, 30, 45`; 1 of every value; null of a list without one. */
function stepOf(values: readonly number[] | null, size: number): number | null {
  if (values === null) return 1;
  if (values[0] !== 0) return null;
  const step = values[1] ?? size;
  const whole = size % step === 0 && values.length === size / step;
  return whole && values.every((value, index) => value === index * step) ? step : null;
}

const two = (value: number) => String(value).padStart(2, "0");
