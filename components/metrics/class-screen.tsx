"use client";

import { useTranslations } from "next-intl";
import { Suspense } from "react";
import { PageHeader } from "@/components/shell/page-header";
import { useRoute } from "@/components/shell/route";
import { Skeleton } from "@/components/ui/states";
import { ClassView } from "./class-view";

export function ClassScreen() {
  const t = useTranslations("shell.section");
  const route = useRoute();
  if (route?.kind !== "source" || route.name === null) return <PageHeader title={t("metrics")} />;
  return (
    <>
      <PageHeader title={route.name} />
      <Suspense fallback={<Skeleton className="h-90" />}>
        <ClassView key={route.name} source={route.source} name={route.name} />
      </Suspense>
    </>
  );
}
