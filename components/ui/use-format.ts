"use client";

import { useLocale } from "next-intl";
import { useMemo } from "react";
import { formatDuration, formatDurationShort, formatMillis } from "@/lib/format/durations";
import { formatBytes, formatChange, formatCompact, formatCount, formatRate, formatShare } from "@/lib/format/numbers";
import { formatClock, formatDay, formatDayClock, formatExact, formatSpan } from "@/lib/format/times";
import { usePreferences } from "./preferences";

const DAY_MS = 86_400_000;

/** The formatters of `lib/format`, in the reader's language and time zone. */
export function useFormat() {
  const locale = useLocale();
  const { zone } = usePreferences();
  return useMemo(
    () => ({
      count: (value: number) => formatCount(value, locale),
      compact: (value: number) => formatCompact(value, locale),
      rate: (value: number) => formatRate(value, locale),
      change: (value: number) => formatChange(value, locale),
      share: (value: number) => formatShare(value, locale),
      bytes: (value: number) => formatBytes(value, locale),
      duration: formatDuration,
      durationShort: formatDurationShort,
      millis: formatMillis,
      exact: (atMs: number) => formatExact(atMs, locale, zone),
      clock: (atMs: number) => formatClock(atMs, locale, zone),
      /** A clock time within so long a time: with its day when that is more than one. */
      clockWithin: (spanMs: number) => (atMs: number) =>
        spanMs > DAY_MS ? formatDayClock(atMs, locale, zone) : formatClock(atMs, locale, zone),
      span: (fromMs: number, toMs: number) => formatSpan(fromMs, toMs, locale, zone),
      day: (atMs: number) => formatDay(atMs, locale, zone),
    }),
    [locale, zone],
  );
}
