"use client";

import { useTranslations } from "next-intl";
import { useFormat } from "@/components/ui/use-format";
import type { ErrorCoverage } from "@/lib/domain/error.schema";

/** How far the counts can be trusted: what was read, how old the oldest part is, what has changed since. */
export function CoverageLine({ coverage }: { coverage: ErrorCoverage }) {
  const t = useTranslations("causes.coverage");
  const format = useFormat();
  const { complete, read, entries, atMs, oldestMs, changed, tooMany } = coverage;
  const parts = [
    complete ? t("read", { read }) : t("reading", { read, entries }),
    ...(complete && oldestMs !== null
      ? [t("age", { age: format.durationShort(Math.max(0, (atMs - oldestMs) / 1_000)) })]
      : []),
    ...(changed > 0 ? [t("changed", { count: changed })] : []),
    ...(tooMany ? [t("tooMany")] : []),
  ];
  return (
    <span data-tip={t("help")} role="status">
      {parts.join(" · ")}
    </span>
  );
}
