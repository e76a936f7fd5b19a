"use client";

import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { Histogram } from "@/components/charts/histogram";
import { useFormat } from "@/components/ui/use-format";
import type { CronEntry } from "@/lib/domain/cron.schema";
import { coming } from "./coming";
import { zoneOf } from "./zones";

/** What runs in the next 24 hours, a quarter of an hour a bar, and where entries start together. */
export function CronStrip({ entries, zone, nowMs }: { entries: readonly CronEntry[]; zone: string; nowMs: number }) {
  const t = useTranslations("cron.strip");
  const format = useFormat();
  const { bars, collisions, often, total } = useMemo(
    () => coming(entries, zoneOf(zone), nowMs),
    [entries, zone, nowMs],
  );
  const named = (names: readonly string[]) =>
    names.length <= 4 ? names.join(", ") : t("more", { names: names.slice(0, 4).join(", "), count: names.length - 4 });
  const [worst] = collisions;
  return (
    <section aria-label={t("title")} className="pb-3 phone:hidden">
      <Histogram
        bars={bars.map(({ fromMs, toMs, count, names }) => {
          const span = `${format.clock(fromMs)}–${format.clock(toMs)}`;
          const label =
            names.length === 0 ? t("bar", { span, count }) : t("barOf", { span, count, names: named(names) });
          return { id: fromMs, value: count, label };
        })}
        label={t("label", { count: total })}
      />
      <div className="flex justify-between gap-4 pt-1 text-ink-3 text-small">
        <span>{bars[0] === undefined ? "" : format.clock(bars[0].fromMs)}</span>
        <span className="min-w-0 truncate" data-tip="">
          {worst === undefined
            ? t("quiet")
            : t("collision", { count: worst.names.length, at: format.clock(worst.atMs), names: named(worst.names) })}
          {collisions.length > 1 ? ` ${t("collisions", { count: collisions.length - 1 })}` : ""}
          {often === 0 ? "" : ` · ${t("often", { count: often })}`}
        </span>
        <span>{bars[0] === undefined ? "" : format.clock(bars[0].fromMs)}</span>
      </div>
    </section>
  );
}
