import type { CronExpression, CronWeekday } from "./expression";

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

/** On which days; null in `weekdays` or `monthdays` = not restricted. */
export interface DayWords {
  readonly weekdays: readonly CronWeekday[] | null;
  readonly monthdays: readonly number[] | null;
  readonly months: readonly number[] | null;
  readonly both: boolean;
}

const TIMES_MAX = 6;

export function timeWords({ seconds, minutes, hours }: CronExpression): TimeWords {
  const onTheMinute = seconds?.length === 1 && seconds[0] === 0;
  if (!onTheMinute) {
    const every = minutes === null && hours === null ? stepOf(seconds, 60) : null;
    return every === null ? { kind: "fields", seconds, minutes, hours } : { kind: "seconds", every };
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
  if (minutes !== null && hours.length * minutes.length <= TIMES_MAX) {
    return { kind: "times", times: hours.flatMap((hour) => minutes.map((minute) => `${two(hour)}:${two(minute)}`)) };
  }
  return { kind: "fields", seconds: null, minutes, hours };
}

export const dayWords = ({ weekdays, monthdays, months, both }: CronExpression): DayWords => ({
  weekdays,
  monthdays,
  months,
  both,
});

/** The step of `0, 15, 30, 45`; 1 of every value; null of a list without one. */
function stepOf(values: readonly number[] | null, size: number): number | null {
  if (values === null) return 1;
  if (values[0] !== 0) return null;
  const step = values[1] ?? size;
  const whole = size % step === 0 && values.length === size / step;
  return whole && values.every((value, index) => value === index * step) ? step : null;
}

const two = (value: number) => String(value).padStart(2, "0");
