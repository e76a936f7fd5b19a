"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { Histogram } from "@/components/charts/histogram";
import { useFormat } from "@/components/ui/use-format";
import { histogramQuery } from "@/lib/api/queries/jobs";
import { meQuery } from "@/lib/api/queries/sources";
import type { JobHistogram, JobSetName } from "@/lib/domain/job.schema";

/** With fewer there is nothing to see that the list does not say. */
const FEWEST = 5;
const DAY_MS = 24 * 3_600_000;

/**
 * When the jobs of a set are due, or died: bars above its list. Keeps its height while it loads. Only for those
 * who see every queue, since it counts the jobs of all; `total` is the size of the set once the list knows it.
 */
export function ListHistogram({ source, set, total }: { source: string; set: JobSetName; total: number | undefined }) {
  const me = useQuery(meQuery()).data;
  const scope = me?.scopes?.find((each) => each.source === source);
  const confined = scope !== undefined && scope.queues !== null;
  const { data, isError } = useQuery({ ...histogramQuery(source, set), enabled: me !== undefined && !confined });
  if (confined || (total !== undefined && total < FEWEST)) return null;
  if (data === undefined) return isError ? null : <HistogramSpace />;
  return sum(data.counts) < FEWEST ? null : <Bars set={set} histogram={data} />;
}

/** What the bars will take, before they are known. */
export function HistogramSpace() {
  return <div className="h-[68px] phone:hidden" />;
}

function Bars({ set, histogram: { fromMs, toMs, stepMs, counts } }: { set: JobSetName; histogram: JobHistogram }) {
  const t = useTranslations("jobs.histogram");
  const format = useFormat();
  const bars = counts.map((value, index) => {
    const startMs = fromMs + index * stepMs;
    return { id: startMs, value, label: t("bar", { count: value, span: format.span(startMs, startMs + stepMs) }) };
  });
  const top = bars.reduce((most, bar) => (bar.value > most.value ? bar : most), { id: 0, value: 0, label: "" });
  const label = t(`label.${set}`, { count: sum(counts), span: format.span(fromMs, toMs), top: top.label });
  const end = toMs - fromMs > DAY_MS ? format.day : format.clock;
  return (
    <div className="h-[68px] phone:hidden">
      <Histogram bars={bars} label={label} />
      <div aria-hidden="true" className="flex justify-between text-ink-3 text-small leading-4">
        <span>{end(fromMs)}</span>
        <span>{end(toMs)}</span>
      </div>
    </div>
  );
}

function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
