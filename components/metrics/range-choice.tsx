"use client";

import { useTranslations } from "next-intl";
import { Segmented } from "@/components/ui/segmented";
import { Select } from "@/components/ui/select";
import type { MetricsRange } from "@/lib/domain/metrics.schema";
import { RANGES } from "./use-view";

/** How far back; on a phone the browser's own choice, which needs less room. */
export function RangeChoice({ value, onChange }: { value: MetricsRange; onChange: (range: MetricsRange) => void }) {
  const t = useTranslations("metrics");
  const options = RANGES.map((range) => ({ value: range, label: t(`ranges.${range}`) }));
  return (
    <>
      <span className="max-sm:hidden">
        <Segmented label={t("range")} value={value} onChange={onChange} options={options} />
      </span>
      <span className="sm:hidden">
        <Select label={t("range")} hideLabel value={value} onChange={onChange} options={options} />
      </span>
    </>
  );
}
