"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { paths } from "@/components/shell/paths";
import { Button } from "@/components/ui/button";
import { Empty, ErrorPanel, Skeleton } from "@/components/ui/states";
import { Notice } from "@/components/ui/status";
import { TextLink } from "@/components/ui/text-link";
import { useFormat } from "@/components/ui/use-format";
import { classMetricsQuery } from "@/lib/api/queries/metrics";
import type { ClassMetrics } from "@/lib/domain/metrics.schema";
import { ClassCharts } from "./class-charts";
import { ClassLinks } from "./class-links";
import { ClassNumbers } from "./class-numbers";
import { DeployList } from "./deploy-list";
import { RangeChoice } from "./range-choice";
import { endOf } from "./series";
import { useIntervals } from "./use-intervals";
import { useLeaveBucket, useMetricsView } from "./use-view";

/** One class over a range, and any one minute of it. */
export function ClassView({ source, name }: { source: string; name: string }) {
  const t = useTranslations("metrics");
  const view = useMetricsView();
  const { data, error, refetch } = useQuery(classMetricsQuery(source, name, view.range, view.at));
  useLeaveBucket(error, view);
  if (error !== null && data === undefined) return <ErrorPanel error={error} onRetry={() => void refetch()} />;
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-3">
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2">
        <RangeChoice value={view.range} onChange={view.setRange} />
        <ClassLinks source={source} name={name} />
        <span className="ml-auto">
          <TextLink href={paths.section(source, "metrics")}>{t("back")}</TextLink>
        </span>
      </div>
      {data === undefined ? <Skeleton className="h-90" /> : <Found data={data} view={view} />}
    </div>
  );
}

function Found({ data, view }: { data: ClassMetrics; view: ReturnType<typeof useMetricsView> }) {
  const t = useTranslations("metrics");
  if (data.totals.executions === 0) {
    return <Empty title={t("neverRan", { name: data.class })}>{t("noneHint")}</Empty>;
  }
  return (
    <>
      {data.incomplete ? <Notice level="warn">{t("incomplete")}</Notice> : null}
      {data.saturated ? <Notice level="warn">{t("saturated")}</Notice> : null}
      <ClassNumbers label={data.class} totals={data.totals} />
      {data.bucket === null ? null : <BucketPart data={data} bucket={data.bucket} onClear={() => view.setAt(null)} />}
      <DeployList marks={data.marks} />
      {data.stepMs > 60_000 ? <p className="text-ink-2 text-small">{t("histogramKept")}</p> : null}
      <ClassCharts data={data} onPick={view.setAt} />
    </>
  );
}

/** One minute (or ten) of the class: its numbers, and how long its runs took. */
function BucketPart({
  data,
  bucket,
  onClear,
}: {
  data: ClassMetrics;
  bucket: NonNullable<ClassMetrics["bucket"]>;
  onClear: () => void;
}) {
  const t = useTranslations("metrics");
  const format = useFormat();
  const intervals = useIntervals();
  const clock = format.clockWithin(endOf(data) - (data.atMs[0] ?? 0));
  const time = t("bucketLength", { minutes: data.stepMs / 60_000, time: clock(bucket.atMs) });
  const runs = bucket.counts.flatMap((count, row) =>
    count === 0 ? [] : [{ interval: intervals[row]?.label ?? "", count }],
  );
  return (
    <section aria-label={time} className="grid grid-cols-[minmax(0,1fr)] gap-2 rounded-control bg-well px-3 py-2">
      <div className="flex flex-wrap items-center gap-3">
        <h2 className="font-strong">{t("bucketShort", { time })}</h2>
        <Button tone="link" size="small" onClick={onClear}>
          {t("bucketClear")}
        </Button>
      </div>
      {bucket.executions === 0 ? (
        <p className="text-ink-2">{t("bucketNone", { name: data.class })}</p>
      ) : (
        <>
          <ClassNumbers label={time} totals={bucket} />
          <ul className="flex flex-wrap gap-x-4 gap-y-1 text-ink-2 text-small">
            {runs.map(({ interval, count }) => (
              <li key={interval}>
                {interval}: {t("runs", { count })}
              </li>
            ))}
          </ul>
        </>
      )}
    </section>
  );
}
