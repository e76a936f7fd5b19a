"use client";

import { useTranslations } from "next-intl";
import { Suspense } from "react";
import { PageHeader } from "@/components/shell/page-header";
import { useSource } from "@/components/shell/route";
import { Skeleton } from "@/components/ui/states";
import { SearchEverywhere } from "./search-everywhere";

export function SearchScreen() {
  const t = useTranslations("filter.everywhere");
  const source = useSource();
  return (
    <>
      <PageHeader title={t("title")} summary={t("summary")} />
      <Suspense fallback={<Skeleton className="h-90" />}>
        {source === null ? <Skeleton className="h-90" /> : <SearchEverywhere source={source} />}
      </Suspense>
    </>
  );
}
