"use client";

import { useTranslations } from "next-intl";
import { useFormat } from "@/components/ui/use-format";
import type { ErrorCoverage } from "@/lib/domain/error.schema";

/** Younger than this is now. */
const FRESH_SEC = 5;

/** How far the counts can be trusted: what was read, how old the oldest part is, what has changed since. */
export function CoverageLine({ coverage }: { coverage: ErrorCoverage }) {
  const t = useTranslations("causes.coverage");
  const format = useFormat();
  const { complete, read, entries, atMs, oldestMs, changed, tooMany } = coverage;
  const ageSec = oldestMs === null ? 0 : (atMs - oldestMs) / 1_000;
  const parts = [
    complete ? t("read", { read }) : t("reading", { read, entries }),
    ...(complete && ageSec >= FRESH_SEC ? [t("age", { age: format.durationShort(ageSec) })] : []),
    ...(changed > 0 ? [t("changed", { count: changed })] : []),
    ...(tooMany ? [t("tooMany")] : []),
  ];
  return (
    <span data-tip={t("help")} role="status">
      {parts.join(" · ")}
    </span>
  );
}
