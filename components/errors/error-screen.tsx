"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { Suspense } from "react";
import { PageHeader } from "@/components/shell/page-header";
import { paths, useRoute } from "@/components/shell/route";
import { ButtonLink } from "@/components/ui/button";
import { Empty, ErrorPanel, Skeleton } from "@/components/ui/states";
import { ApiError } from "@/lib/api/client";
import { errorQuery } from "@/lib/api/queries/errors";
import { GroupView } from "./group-view";

/** One cause: when it failed, what its jobs share, a sample, and all verbs on all of them. */
export function ErrorScreen() {
  const t = useTranslations("causes");
  const route = useRoute();
  const source = route?.kind === "source" ? route.source : "";
  const id = route?.kind === "source" ? route.name : null;
  const query = useQuery({ ...errorQuery(source, id ?? ""), enabled: source !== "" && id !== null, retry: false });
  const gone = query.error instanceof ApiError && query.error.code === "not_found";
  if (query.data !== undefined && !gone) {
    return (
      <Suspense fallback={<PageHeader title={t("group.title")} />}>
        <GroupView source={source} detail={query.data} />
      </Suspense>
    );
  }
  return (
    <>
      <PageHeader title={t("group.title")} />
      {gone ? (
        <Empty title={t("group.gone")}>
          <p className="pb-2">{t("group.goneHelp")}</p>
          <ButtonLink href={paths.section(source, "errors")}>{t("group.back")}</ButtonLink>
        </Empty>
      ) : query.error === null ? (
        <div className="grid gap-3">
          <Skeleton className="h-5 w-1/3" />
          <Skeleton className="h-96 w-full" />
        </div>
      ) : (
        <ErrorPanel error={query.error} onRetry={query.refetch} />
      )}
    </>
  );
}
