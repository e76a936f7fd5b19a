"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { parseAsStringLiteral, useQueryState } from "nuqs";
import { SERIES_COLORS } from "@/components/charts/series-color";
import { TimeSeries } from "@/components/charts/time-series";
import { Segmented } from "@/components/ui/segmented";
import { useFormat } from "@/components/ui/use-format";
import { historyQuery } from "@/lib/api/queries/overview";
import { encodeName } from "@/lib/domain/paths";

const MINUTE_MS = 60_000;
/** As far back as samples are kept. */
const SPANS = ["15", "60", "120"] as const;
const RATES = ["processed", "failed"] as const;
/** So many names and ages fit into one line of a legend. */
const ONE_LINE = 3;

/** Done and failed, and how far the worst queues are behind, over the same time. */
export function OverviewCharts({ source, queues }: { source: string; queues: readonly string[] }) {
  const t = useTranslations("overview");
  const format = useFormat();
  const [span, setSpan] = useQueryState("span", parseAsStringLiteral(SPANS).withDefault("60"));
  const spanMs = Number(span) * MINUTE_MS;
  const rates = useQuery(historyQuery(source, RATES, spanMs)).data;
  const names = queues.map((queue) => `queue:${encodeName(queue)}:latency`);
  const latencies = useQuery(historyQuery(source, names, spanMs)).data;
  const valuesOf = (history: typeof rates, name: string) =>
    history?.series.find((one) => one.name === name)?.values ?? [];
  const processed = valuesOf(rates, "processed");
  const failed = valuesOf(rates, "failed");
  const done = processed.map((value, index) => (value === null ? null : Math.max(0, value - (failed[index] ?? 0))));
  const legendLines = queues.length > ONE_LINE ? 2 : 1;
  return (
    <div className="grid grid-cols-2 gap-6 max-lg:grid-cols-1">
      <TimeSeries
        title={t("throughput")}
        unit={t("perMinute")}
        atMs={rates?.atMs}
        sinceMs={rates?.sinceMs}
        syncKey="overview"
        format={format.compact}
        legendLines={legendLines}
        series={[
          { name: "done", label: t("done"), values: done, color: "1" },
          { name: "failed", label: t("failed"), values: failed, color: "bad" },
        ]}
      >
        <Segmented
          label={t("range")}
          value={span}
          onChange={(next) => void setSpan(next)}
          options={SPANS.map((value) => ({ value, label: t(`minutes.${value}`) }))}
        />
      </TimeSeries>
      <TimeSeries
        title={t("latency")}
        unit={t("oldestAge")}
        atMs={queues.length === 0 ? [] : latencies?.atMs}
        sinceMs={rates?.sinceMs}
        syncKey="overview"
        format={format.duration}
        scale="duration"
        legendLines={legendLines}
        series={queues.map((queue, index) => ({
          name: queue,
          label: queue === "" ? "''" : queue,
          values: valuesOf(latencies, names[index] ?? ""),
          color: SERIES_COLORS[index % SERIES_COLORS.length] ?? "1",
        }))}
      />
    </div>
  );
}
