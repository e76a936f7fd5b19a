"use client";

import { useTranslations } from "next-intl";
import { useFormat } from "./use-format";
import { useTicking } from "./use-now";

/** How long since (or until) a time; the exact one on hover and focus. */
export function TimeAgo({ atMs, style = "long" }: { atMs: number | null; style?: "long" | "short" | "bare" }) {
  const t = useTranslations("time");
  const format = useFormat();
  const text = useTicking((nowMs) => {
    if (atMs === null) return "";
    const seconds = (nowMs - atMs) / 1000;
    const age = style === "long" ? format.duration(Math.abs(seconds)) : format.durationShort(Math.abs(seconds));
    if (style === "bare") return age;
    return seconds >= 0 ? t("ago", { age }) : t("in", { age });
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
