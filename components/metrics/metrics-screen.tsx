"use client";

import { useTranslations } from "next-intl";
import { Suspense } from "react";
import { PageHeader } from "@/components/shell/page-header";
import { useSource } from "@/components/shell/route";
import { Skeleton } from "@/components/ui/states";
import { MetricsView } from "./metrics-view";

export function MetricsScreen() {
  const t = useTranslations("shell.section");
  const source = useSource();
  const waiting = <Skeleton className="h-90" />;
  return (
    <>
      <PageHeader title={t("metrics")} />
      <Suspense fallback={waiting}>{source === null ? waiting : <MetricsView source={source} />}</Suspense>
    </>
  );
}
