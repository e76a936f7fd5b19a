"use client";

import { useLocale, useTranslations } from "next-intl";
import { useMemo } from "react";
import type { CronExpression } from "@/lib/domain/cron/expression";
import { readSchedule } from "@/lib/domain/cron/schedule";
import { timeWords } from "@/lib/domain/cron/words";
import type { CronSchedule, CronScheduler } from "@/lib/domain/cron.schema";
import { formatDuration } from "@/lib/format/durations";

/** A schedule in words; null for one that cannot be read, which is shown as it is written. */
export function useCronWords(): (scheduler: CronScheduler, schedule: CronSchedule | null) => string | null {
  const t = useTranslations("cron.words");
  const locale = useLocale();
  return useMemo(() => {
    const list = (items: readonly string[]) => new Intl.ListFormat(locale, { type: "conjunction" }).format(items);
    const dayNames = new Intl.DateTimeFormat(locale, { weekday: "long", timeZone: "UTC" });
    const monthNames = new Intl.DateTimeFormat(locale, { month: "long", timeZone: "UTC" });
    const dayName = (day: number) => dayNames.format(Date.UTC(2023, 0, 1 + day));
    const monthName = (month: number) => monthNames.format(Date.UTC(2023, month - 1, 1));
    const numbers = (values: readonly number[] | null) =>
      values === null
        ? t("every")
        : values.length > 12
          ? t("listed", { count: values.length })
          : list(values.map(String));

    const time = (cron: CronExpression): string => {
      const words = timeWords(cron);
      switch (words.kind) {
        case "seconds":
          return t("seconds", { every: words.every });
        case "minutes": {
          const text = t("minutes", { every: words.every });
          return words.hours === null ? text : t("inHours", { text, hours: hourRange(words.hours) });
        }
        case "hourly":
          return t("hourly", { minutes: numbers(words.minutes), count: words.minutes.length });
        case "hours":
          return words.minute === 0
            ? t("hours", { every: words.every })
            : t("hoursAt", { every: words.every, minute: words.minute });
        case "times":
          return t("times", { times: list(words.times) });
        default:
          return t(words.seconds === null ? "fields" : "fieldsSeconds", {
            seconds: numbers(words.seconds),
            minutes: numbers(words.minutes),
            hours: numbers(words.hours),
          });
      }
    };
    const hourRange = (hours: readonly number[]) => {
      const [first = 0] = hours;
      const last = hours.at(-1) ?? 0;
      return hours.length > 2 && last - first === hours.length - 1 ? `${first}–${last}` : list(hours.map(String));
    };
    const weekdays = (cron: CronExpression): string => {
      const days = cron.weekdays ?? [];
      const plain = days.every(({ nth, every }) => nth === null && every === null);
      const numbersOf = days.map(({ day }) => day);
      if (plain && numbersOf.join() === "1,2,3,4,5") return t("workdays");
      if (plain && numbersOf.length > 2 && (numbersOf.at(-1) ?? 0) - (numbersOf[0] ?? 0) === numbersOf.length - 1) {
        return t("dayRange", { from: dayName(numbersOf[0] ?? 0), to: dayName(numbersOf.at(-1) ?? 0) });
      }
      const each = days.map(({ day, nth, every }) => {
        if (every !== null) return t("everyNth", { every: every[0], day: dayName(day) });
        if (nth === null) return dayName(day);
        return nth < 0 ? t("lastDay", { nth: -nth, day: dayName(day) }) : t("nthDay", { nth, day: dayName(day) });
      });
      return plain && each.length === 1 ? t("everyDay", { day: each[0] ?? "" }) : list(each);
    };
    const monthdays = (values: readonly number[]) => {
      if (values.length > 8) return t("someDays", { count: values.length });
      const each = values.map((day) =>
        day === -1 ? t("lastOfMonth") : day < 0 ? t("beforeLast", { days: -1 - day }) : t("nth", { day }),
      );
      return t("ofMonth", { days: list(each) });
    };
    const days = (cron: CronExpression): string => {
      const parts = [
        cron.weekdays === null ? null : weekdays(cron),
        cron.monthdays === null ? null : monthdays(cron.monthdays),
      ].filter((part) => part !== null);
      const text = parts.length === 0 ? t("daily") : parts.join(cron.both ? t("andAlso") : t("orElse"));
      return cron.months === null ? text : t("inMonths", { days: text, months: list(cron.months.map(monthName)) });
    };

    return (scheduler, schedule) => {
      if (schedule === null) return null;
      if (schedule.kind === "at") return t("once", { at: schedule.text });
      if (schedule.kind === "in") return t("onceIn", { in: schedule.text });
      const read = readSchedule(scheduler, schedule);
      if (read === null) return null;
      if (read.kind === "every") {
        const every = formatDuration(read.everySec);
        return t(schedule.kind === "interval" ? "interval" : "distance", { every });
      }
      const when = time(read.cron);
      const unrestricted = read.cron.weekdays === null && read.cron.monthdays === null && read.cron.months === null;
      const often = /^(seconds|minutes|hourly|hours)$/.test(timeWords(read.cron).kind);
      if (unrestricted && often) return capital(when);
      return capital(t("together", { days: days(read.cron), time: when }));
    };
  }, [t, locale]);
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
