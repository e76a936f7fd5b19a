"use client";

import { useTranslations } from "next-intl";
import { Suspense } from "react";
import { PageHeader } from "@/components/shell/page-header";
import { useSource } from "@/components/shell/route";
import { Skeleton } from "@/components/ui/states";
import { CronTable } from "./cron-table";

/** Every scheduler's recurring jobs on one page. */
export function CronScreen() {
  const t = useTranslations("cron");
  const source = useSource();
  return (
    <>
      <PageHeader title={t("title")} />
      <Suspense fallback={<Skeleton className="h-90" />}>
        {source === null ? <Skeleton className="h-90" /> : <CronTable source={source} />}
      </Suspense>
    </>
  );
}
