"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Distribution } from "@/components/charts/distribution";
import { HeatMap } from "@/components/charts/heat-map";
import { TimeSeries } from "@/components/charts/time-series";
import { useFormat } from "@/components/ui/use-format";
import type { ClassMetrics, Quantile } from "@/lib/domain/metrics.schema";
import { BOUNDS_MS } from "@/lib/domain/run-times";
import { endOf, over, perMinute, sinceOf } from "./series";
import { useIntervals } from "./use-intervals";

const QUANTILES = [
  { id: "p50", color: "1" },
  { id: "p95", color: "2" },
  { id: "p99", color: "4" },
] as const;

/** Rate, percentiles, and the histogram over time and as a whole, on one time axis. */
export function ClassCharts({ data, onPick }: { data: ClassMetrics; onPick: (atMs: number) => void }) {
  const t = useTranslations("metrics");
  const format = useFormat();
  const intervals = useIntervals();
  const [cursorMs, setCursorMs] = useState<number | null>(null);
  const clock = format.clockWithin(endOf(data) - (data.atMs[0] ?? 0));
  const shared = {
    atMs: over(data.atMs),
    sinceMs: sinceOf(data),
    syncKey: "class",
    marks: data.marks,
    toMs: endOf(data),
    chosenMs: data.bucket?.atMs ?? null,
    onPick,
    onHover: setCursorMs,
  };
  return (
    <div className="grid grid-cols-2 gap-x-6 gap-y-4 max-lg:grid-cols-1">
      <TimeSeries
        {...shared}
        title={t("rateOf")}
        unit={t("perMinute")}
        format={format.compact}
        series={[
          { name: "executions", label: t("executions"), values: perMinute(data.executions, data.stepMs), color: "1" },
          { name: "failures", label: t("failures"), values: perMinute(data.failures, data.stepMs), color: "bad" },
        ]}
      />
      <TimeSeries
        {...shared}
        title={t("quantiles")}
        unit={t("quantilesUnit")}
        format={format.millis}
        scale="millis"
        series={QUANTILES.map(({ id, color }) => ({ name: id, label: t(id), values: over(data[id]), color }))}
      />
      <HeatMap
        title={t("heat")}
        unit={t("heatUnit")}
        columns={data.heat}
        rowLabels={intervals.map(({ short }) => short)}
        cellText={({ atMs, counts }, row) =>
          t("cell", { time: clock(atMs), interval: intervals[row]?.label ?? "", count: counts[row] ?? 0 })
        }
        marks={data.marks}
        cursorMs={cursorMs ?? shared.chosenMs}
        onPick={onPick}
      />
      <Distribution
        title={t("distribution")}
        unit={t("distributionUnit")}
        bars={intervals.map((interval, row) => ({ ...interval, value: data.counts[row] ?? 0 }))}
        lines={QUANTILES.flatMap(({ id }) => {
          const quantile = data.totals[id];
          return quantile === null
            ? []
            : [{ label: `${t(id)} ${textOf(quantile, format.millis)}`, at: placeOf(quantile) }];
        })}
      />
    </div>
  );
}

const textOf = ({ ms, highMs }: Quantile, millis: (ms: number) => string) =>
  highMs === null ? `> ${millis(ms)}` : `~${millis(ms)}`;

/** In bars from the left, evenly spread inside the bar. */
function placeOf({ ms, lowMs, highMs }: Quantile): number {
  if (highMs === null) return BOUNDS_MS.length;
  const bar = BOUNDS_MS.indexOf(highMs);
  return bar + (ms - lowMs) / (highMs - lowMs);
}
