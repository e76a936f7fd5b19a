"use client";

import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { serverNow } from "@/lib/api/clock";
import { readSchedule, upcoming } from "@/lib/domain/cron/schedule";
import type { CronSchedule, CronScheduler } from "@/lib/domain/cron.schema";
import { NextList } from "./next-list";
import { useCronWords } from "./use-cron-words";
import { zoneOf } from "./zones";

/** A schedule in words and its next five times, while it is typed. */
export function SchedulePreview({
  scheduler,
  schedule,
  zone,
  anchorMs,
}: {
  scheduler: CronScheduler;
  schedule: CronSchedule;
  zone: string;
  anchorMs: number | null;
}) {
  const t = useTranslations("cron");
  const words = useCronWords();
  const { kind, text } = schedule;
  const read = useMemo(() => readSchedule(scheduler, { kind, text }), [scheduler, kind, text]);
  const times = useMemo(
    () => (read ? upcoming(read, serverNow(), zoneOf(zone), 5, anchorMs) : []),
    [read, zone, anchorMs],
  );
  const said = words(scheduler, schedule);
  if (read === null && said === null) return null;
  const own = read?.kind === "cron" ? read.cron.zone : null;
  const named = own?.name ?? zone;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-2 rounded-control bg-well px-3 py-2" aria-live="polite">
      <p>{said}</p>
      {times.length === 0 ? (
        <p className="text-ink-3 text-small">{t("drawer.noNext")}</p>
      ) : (
        <NextList
          times={times}
          zone={own === null || /^[+-]/.test(own.name) ? (own === null ? zone : "UTC") : own.name}
          note={
            read?.kind === "every" ? t("drawer.anchor") : t(own === null ? "zoneAssumed" : "zoneOwn", { zone: named })
          }
        />
      )}
    </div>
  );
}
