"use client";

import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { useFormat } from "./use-format";

/** A due time this long past is still only due: the poller that takes it comes by within seconds. */
const DUE_NOW_SEC = 60;

/** Words for the seconds since a time (negative: until it). */
export function useWhen() {
  const t = useTranslations("time");
  const format = useFormat();
  return useMemo(() => {
    const ageOf = (seconds: number, short: boolean) =>
      (short ? format.durationShort : format.duration)(Math.abs(seconds));
    return {
      /** "3 m ago", "in 3 m", "just now". */
      since: (seconds: number, short = false) => {
        if (Math.abs(seconds) < 1) return t("justNow");
        return t(seconds > 0 ? "ago" : "in", { age: ageOf(seconds, short) });
      },
      /** For what happens at that time: "in 3 m", "due now", "due 3 m ago" when nobody came for it. */
      due: (seconds: number, short = false) => {
        if (seconds > -1 && seconds < DUE_NOW_SEC) return t("dueNow");
        return t(seconds > 0 ? "dueAgo" : "in", { age: ageOf(seconds, short) });
      },
    };
  }, [t, format]);
}
