"use client";

import { useTranslations } from "next-intl";
import { SERIES_COLORS } from "@/components/charts/series-color";
import { TimeSeries } from "@/components/charts/time-series";
import { useFormat } from "@/components/ui/use-format";
import type { MetricsOverview } from "@/lib/domain/metrics.schema";
import { endOf, over, perMinute, shortClass, sinceOf } from "./series";

/** What ran and failed, and which classes took the time, with the deploys. */
export function MetricsCharts({ data, onPick }: { data: MetricsOverview | undefined; onPick: (atMs: number) => void }) {
  const t = useTranslations("metrics");
  const format = useFormat();
  const stepMs = data?.stepMs ?? 60_000;
  const shared = {
    atMs: data && over(data.atMs),
    sinceMs: data && sinceOf(data),
    syncKey: "metrics",
    marks: data?.marks,
    toMs: data && endOf(data),
    chosenMs: data?.bucketMs ?? null,
    legendLines: 2 as const,
    onPick,
  };
  return (
    <div className="grid grid-cols-2 gap-6 max-lg:grid-cols-1">
      <TimeSeries
        {...shared}
        title={t("rateOf")}
        unit={t("perMinute")}
        format={format.compact}
        series={[
          { name: "executions", label: t("executions"), values: perMinute(data?.executions ?? [], stepMs), color: "1" },
          { name: "failures", label: t("failures"), values: perMinute(data?.failures ?? [], stepMs), color: "bad" },
        ]}
      />
      <TimeSeries
        {...shared}
        title={t("busyTime")}
        unit={t("busyUnit")}
        format={format.millis}
        scale="millis"
        series={(data?.top ?? []).map((one, index) => ({
          name: one.class,
          label: shortClass(one.class),
          values: perMinute(one.totalMs, stepMs),
          color: SERIES_COLORS[index] ?? "1",
        }))}
      />
    </div>
  );
}
