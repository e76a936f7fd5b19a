"use client";

import { useTranslations } from "next-intl";
import { Suspense } from "react";
import { PageHeader } from "@/components/shell/page-header";
import { useSource } from "@/components/shell/route";
import { Skeleton } from "@/components/ui/states";
import { Busy } from "./busy";

export function BusyScreen() {
  const t = useTranslations("shell.section");
  const source = useSource();
  return (
    <>
      <PageHeader title={t("busy")} />
      <Suspense fallback={<Skeleton className="h-90" />}>
        {source === null ? <Skeleton className="h-90" /> : <Busy source={source} />}
      </Suspense>
    </>
  );
}
