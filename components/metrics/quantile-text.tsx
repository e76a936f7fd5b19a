"use client";

import { useTranslations } from "next-intl";
import { useFormat } from "@/components/ui/use-format";
import type { Quantile } from "@/lib/domain/metrics.schema";

/** An interpolated percentile; the interval that Sidekiq really knows on hover. */
export function QuantileText({ value }: { value: Quantile | null }) {
  const t = useTranslations("metrics");
  const format = useFormat();
  if (value === null) return <span className="text-ink-3">–</span>;
  const low = format.millis(value.lowMs);
  const interval =
    value.highMs === null ? t("above", { low }) : t("interval", { low, high: format.millis(value.highMs) });
  return <span data-tip={interval}>{value.highMs === null ? `> ${low}` : `~${format.millis(value.ms)}`}</span>;
}
