"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { TimeSeries } from "@/components/charts/time-series";
import { Segmented } from "@/components/ui/segmented";
import { useFormat } from "@/components/ui/use-format";
import { serverNow } from "@/lib/api/clock";
import { dailyQuery } from "@/lib/api/queries/overview";
import type { Snapshot } from "@/lib/domain/overview.schema";

const RANGES = ["7", "30", "90", "180"] as const;

/** Sidekiq's own counters per UTC day. */
export function DailyHistoryChart({ source, totals }: { source: string; totals: Snapshot["totals"] }) {
  const t = useTranslations("overview");
  const format = useFormat();
  const [days, setDays] = useState<(typeof RANGES)[number]>("30");
  const daily = useQuery(dailyQuery(source, Number(days))).data?.days;
  const today = daily?.find((day) => day.date === new Date(serverNow()).toISOString().slice(0, 10));
  // A day that is not over would end every line in a fall.
  const over = daily?.filter((day) => day !== today);
  return (
    <section className="grid gap-2">
      <TimeSeries
        title={t("history")}
        unit={t("perDay")}
        axis="day"
        atMs={over?.map((day) => Date.parse(`${day.date}T00:00:00Z`))}
        sinceMs={null}
        syncKey="daily"
        format={format.compact}
        series={[
          { name: "processed", label: t("processed"), values: over?.map((day) => day.processed) ?? [], color: "1" },
          { name: "failed", label: t("failed"), values: over?.map((day) => day.failed) ?? [], color: "bad" },
        ]}
      >
        <Segmented
          label={t("range")}
          value={days}
          onChange={setDays}
          options={RANGES.map((range) => ({ value: range, label: t(`days.${range}`) }))}
        />
      </TimeSeries>
      <p className="text-ink-3 text-small">
        {today === undefined ? null : (
          <span className="text-ink-2">
            {t("today", { processed: format.count(today.processed), failed: format.count(today.failed) })}
            {" · "}
          </span>
        )}
        <span data-tip={t("totalsHint")}>
          {t("totals", { processed: format.count(totals.processed), failed: format.count(totals.failed) })}
        </span>
      </p>
    </section>
  );
}
