"use client";

import { useTranslations } from "next-intl";
import { parseAsString, useQueryState } from "nuqs";
import { useMemo } from "react";
import { Select } from "@/components/ui/select";
import { findZone } from "@/lib/domain/cron/zone";
import { zoneNames } from "./zones";

/** The zone that entries without one are reckoned in; UTC, as most servers have it, until another is chosen. */
export function useAssumedZone(): string {
  const [zone] = useQueryState("zone", parseAsString.withDefault("UTC"));
  return findZone(zone) === null ? "UTC" : zone;
}

export function ZonePicker() {
  const t = useTranslations("cron");
  const [, setZone] = useQueryState("zone", parseAsString.withDefault("UTC"));
  const zone = useAssumedZone();
  const options = useMemo(
    () => [...new Set([zone, ...zoneNames()])].map((value) => ({ value, label: value.replaceAll("_", " ") })),
    [zone],
  );
  return (
    <span className="flex items-center gap-2" data-tip={t("zoneHint")}>
      <span aria-hidden="true" className="whitespace-nowrap text-ink-2">
        {t("zoneShort")}
      </span>
      <Select
        label={t("zone")}
        hideLabel
        value={zone}
        options={options}
        onChange={(value) => void setZone(value === "UTC" ? null : value)}
      />
    </span>
  );
}
