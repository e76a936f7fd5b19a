"use client";

import { useTranslations } from "next-intl";
import { useFormat } from "./use-format";
import { useTicking } from "./use-now";
import { useWhen } from "./use-when";

/** How long since (or until) a time; the exact one on hover and focus. */
export function TimeAgo({
  atMs,
  style = "long",
  due = false,
}: {
  atMs: number | null;
  style?: "long" | "short" | "bare";
  /** For the time at which something is to happen. */
  due?: boolean;
}) {
  const t = useTranslations("time");
  const format = useFormat();
  const when = useWhen();
  const text = useTicking((nowMs) => {
    if (atMs === null) return "";
    const seconds = (nowMs - atMs) / 1000;
    if (style === "bare") return format.durationShort(Math.abs(seconds));
    return (due ? when.due : when.since)(seconds, style === "short");
  });
  if (atMs === null) return <span className="text-ink-3">{t("unknown")}</span>;
  return (
    <time dateTime={isoOf(atMs)} data-tip={format.exact(atMs)} className="whitespace-nowrap">
      {text}
    </time>
  );
}

function isoOf(atMs: number): string | undefined {
  return Math.abs(atMs) <= 8.64e15 ? new Date(atMs).toISOString() : undefined;
}
