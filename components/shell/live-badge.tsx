"use client";

import { useTranslations } from "next-intl";
import { Status } from "@/components/ui/status";
import { useFormat } from "@/components/ui/use-format";
import { useTicking } from "@/components/ui/use-now";
import { useSource } from "./route";
import { useLiveState, useReading } from "./use-live";

const STALE_AFTER_SEC = 5;

/** How old the numbers on the page are; never "live" when they are not. */
export function LiveBadge() {
  const t = useTranslations("shell");
  const format = useFormat();
  const source = useSource();
  const live = useLiveState();
  const reading = useReading().data;
  const health = reading?.health;
  const storeDown = health?.state === "down" ? (health.lastOkAtMs ?? health.sinceMs) : null;
  const readAtMs = health?.state === "degraded" ? (reading?.atMs ?? null) : null;
  const age = useTicking((nowMs) => {
    if (storeDown !== null) return wholeSeconds(nowMs - storeDown);
    if (live.arrivedAtMs === null) return "";
    const arrivedMs = Date.now() - live.arrivedAtMs;
    return wholeSeconds(readAtMs === null ? arrivedMs : Math.max(arrivedMs, nowMs - readAtMs));
  });
  if (source === null) return null;
  const seconds = age === "" ? null : Number(age);
  const text = seconds === null ? "" : format.duration(seconds);
  return (
    <span data-tip={t("liveHint")} className="flex w-[108px] shrink-0 justify-end text-small">
      {seconds === null ? (
        <Status level="idle">{live.failing ? t("reconnecting") : t("connecting")}</Status>
      ) : seconds > STALE_AFTER_SEC || storeDown !== null ? (
        <Status level="warn">{t("stale", { age: text })}</Status>
      ) : live.streaming ? (
        <Status level="good" glyph="dot">
          {t("live", { age: text })}
        </Status>
      ) : (
        <Status level="idle">{t("polling", { age: text })}</Status>
      )}
    </span>
  );
}

const wholeSeconds = (ms: number) => String(Math.max(1, Math.round(ms / 1000)));
