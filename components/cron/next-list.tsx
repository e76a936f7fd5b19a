"use client";

import { useLocale, useTranslations } from "next-intl";
import { Badge } from "@/components/ui/status";
import { TimeAgo } from "@/components/ui/time-ago";
import { inZone } from "./zones";

/** Times to come in one zone, with the offset of each: a change of the clock among them is said. */
export function NextList({ times, zone, note }: { times: readonly number[]; zone: string; note: string }) {
  const t = useTranslations("cron.drawer");
  const locale = useLocale();
  const shown = inZone(times, zone, locale);
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-1">
      <ol className="grid grid-cols-[minmax(0,1fr)] gap-1" aria-label={t("next")}>
        {shown.map(({ text, offset, changed }, index) => (
          <li key={times[index]} className="flex items-baseline gap-3">
            <span className="w-44 whitespace-nowrap">{text}</span>
            <span className="w-16 text-ink-3 text-small">{offset}</span>
            <span className="w-24 text-ink-2">
              <TimeAgo atMs={times[index] ?? null} style="short" due />
            </span>
            {changed ? <Badge level="warn">{t("changed")}</Badge> : null}
          </li>
        ))}
      </ol>
      <p className="text-ink-3 text-small">{note}</p>
    </div>
  );
}
