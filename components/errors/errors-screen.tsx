"use client";

import { useTranslations } from "next-intl";
import { Suspense } from "react";
import { PageHeader } from "@/components/shell/page-header";
import { useRoute } from "@/components/shell/route";
import { Skeleton } from "@/components/ui/states";
import { ErrorGroups } from "./error-list";

/** The causes of failures in one source. */
export function ErrorsScreen() {
  const t = useTranslations("causes");
  const route = useRoute();
  return (
    <Suspense fallback={<Waiting title={t("title")} />}>
      {route?.kind === "source" ? <ErrorGroups source={route.source} /> : <Waiting title={t("title")} />}
    </Suspense>
  );
}

/** The causes of failures in every source. */
export function AllErrorsScreen() {
  const t = useTranslations("causes");
  return (
    <Suspense fallback={<Waiting title={t("titleAll")} />}>
      <ErrorGroups source={null} />
    </Suspense>
  );
}

function Waiting({ title }: { title: string }) {
  return (
    <>
      <PageHeader title={title} />
      <Skeleton className="h-96 w-full" />
    </>
  );
}
