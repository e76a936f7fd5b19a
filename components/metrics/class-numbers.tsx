"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { useFormat } from "@/components/ui/use-format";
import type { ClassMetrics } from "@/lib/domain/metrics.schema";
import { FailureShare } from "./class-columns";
import { QuantileText } from "./quantile-text";

/** Seven numbers of one class, over the range or in one bucket. */
export function ClassNumbers({ label, totals }: { label: string; totals: ClassMetrics["totals"] }) {
  const t = useTranslations("metrics");
  const format = useFormat();
  return (
    <dl aria-label={label} className="grid grid-cols-7 border-line border-y max-xl:grid-cols-4 max-sm:grid-cols-2">
      <Figure label={t("executions")} tip={t("executionsHint")}>
        {format.count(totals.executions)}
      </Figure>
      <Figure
        label={t("failures")}
        beside={
          totals.failures === 0 ? null : (
            <>
              <FailureShare row={totals} />%
            </>
          )
        }
      >
        {format.count(totals.failures)}
      </Figure>
      <Figure label={t("total")} tip={t("totalHint")}>
        {format.millis(totals.totalMs)}
      </Figure>
      <Figure label={t("mean")} tip={t("meanHint")}>
        {totals.meanMs === null ? "–" : format.millis(totals.meanMs)}
      </Figure>
      {(["p50", "p95", "p99"] as const).map((id) => (
        <Figure key={id} label={t(id)} tip={t("quantileHint", { share: id.slice(1) })}>
          <QuantileText value={totals[id]} />
        </Figure>
      ))}
    </dl>
  );
}

function Figure({
  label,
  tip,
  beside = null,
  children,
}: {
  label: string;
  tip?: string;
  beside?: ReactNode;
  children: ReactNode;
}) {
  return (
    <div className="px-3 py-2 first:pl-0 max-xl:pl-0">
      <dt className="text-ink-2 text-small" data-tip={tip}>
        {label}
      </dt>
      <dd className="flex items-baseline gap-2 text-title font-strong">
        {children}
        {beside === null ? null : <span className="font-normal text-ink-2 text-small">{beside}</span>}
      </dd>
    </div>
  );
}
