"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { parseAsString, useQueryState } from "nuqs";
import { useCallback } from "react";
import { FilterBox } from "@/components/shell/filter-box";
import { Button } from "@/components/ui/button";
import { ErrorPanel, Skeleton } from "@/components/ui/states";
import { Notice } from "@/components/ui/status";
import { useFormat } from "@/components/ui/use-format";
import { metricsQuery } from "@/lib/api/queries/metrics";
import type { MetricsOverview } from "@/lib/domain/metrics.schema";
import { ClassTable } from "./class-table";
import { DeployList } from "./deploy-list";
import { MarkDeploy } from "./mark-deploy";
import { MetricsCharts } from "./metrics-charts";
import { RangeChoice } from "./range-choice";
import { endOf } from "./series";
import { useLeaveBucket, useMetricsView } from "./use-view";

/** All classes over a range, or in one bucket of it. */
export function MetricsView({ source }: { source: string }) {
  const t = useTranslations("metrics");
  const view = useMetricsView();
  const [q, setQ] = useQueryState("q", parseAsString.withDefault(""));
  const changeFilter = useCallback((value: string) => void setQ(value === "" ? null : value), [setQ]);
  const query = useQuery(metricsQuery(source, view.range, q, view.at));
  const { data, error, refetch } = query;
  useLeaveBucket(error, view);
  if (error !== null && data === undefined) return <ErrorPanel error={error} onRetry={() => void refetch()} />;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <FilterBox value={q} onChange={changeFilter} label={t("filter")} />
        <RangeChoice value={view.range} onChange={view.setRange} />
        <span className="ml-auto">
          <MarkDeploy source={source} />
        </span>
      </div>
      {data?.incomplete ? <Notice level="warn">{t("incomplete")}</Notice> : null}
      <MetricsCharts data={data} onPick={view.setAt} />
      {data === undefined ? (
        <Skeleton className="h-90" />
      ) : (
        <section aria-label={t("list")} className="grid grid-cols-[minmax(0,1fr)] gap-2">
          <DeployList marks={data.marks} />
          <Summary data={data} onClear={() => view.setAt(null)} />
          <ClassTable source={source} data={data} filtered={q !== ""} />
        </section>
      )}
    </div>
  );
}

function Summary({ data, onClear }: { data: MetricsOverview; onClear: () => void }) {
  const t = useTranslations("metrics");
  const format = useFormat();
  const counts = { classes: data.classTotal, ...data.totals };
  if (data.bucketMs === null) return <p className="text-ink-2">{t("summary", counts)}</p>;
  const time = t("bucketLength", {
    minutes: data.stepMs / 60_000,
    time: format.clockWithin(endOf(data) - (data.atMs[0] ?? 0))(data.bucketMs),
  });
  return (
    <p className="flex flex-wrap items-center gap-x-3 text-ink-2">
      <span>{t("summaryBucket", { time, ...counts })}</span>
      <Button tone="link" size="small" onClick={onClear}>
        {t("bucketClear")}
      </Button>
    </p>
  );
}
