import type { CronExpression } from "./expression";

/** The fields as fugit's `to_cron_s` writes them: seconds only where they are not 0, lists spelt out. */
export function toCronText(cron: CronExpression): string {
  const field = (values: readonly number[] | null) => values?.join(",") ?? "*";
  const weekdays =
    cron.weekdays
      ?.map(({ day, nth, every }) => {
        if (every !== null) return `${day}%${every[0]}${every[1] > 0 ? `+${every[1]}` : ""}`;
        return nth === null ? String(day) : `${day}#${nth}`;
      })
      .join(",") ?? "*";
  const atZero = cron.seconds?.length === 1 && cron.seconds[0] === 0;
  return [
    ...(atZero ? [] : [field(cron.seconds)]),
    field(cron.minutes),
    field(cron.hours),
    field(cron.monthdays),
    field(cron.months),
    cron.weekdays !== null && cron.both ? `${weekdays}&` : weekdays,
    ...(cron.zone === null ? [] : [cron.zone.name]),
  ].join(" ");
}
