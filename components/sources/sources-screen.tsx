"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { PageHeader } from "@/components/shell/page-header";
import { paths } from "@/components/shell/paths";
import { ButtonLink } from "@/components/ui/button";
import { Empty, ErrorPanel, Skeleton } from "@/components/ui/states";
import { useHydrated } from "@/components/ui/use-hydrated";
import { sourcesQuery } from "@/lib/api/queries/sources";
import { SourceTable } from "./source-table";
import { useOnlySource } from "./use-only-source";

export function SourcesScreen() {
  const t = useTranslations("sources");
  const causes = useTranslations("causes");
  const hydrated = useHydrated();
  const { data: sources, error, refetch } = useQuery(sourcesQuery());
  const leaving = useOnlySource(sources);
  return (
    <>
      <PageHeader
        title={t("title")}
        summary={sources === undefined || leaving ? null : t("summary", { count: sources.length })}
      >
        <ButtonLink href={paths.errorsEverywhere()}>{causes("titleAll")}</ButtonLink>
      </PageHeader>
      {error !== null && sources === undefined ? <ErrorPanel error={error} onRetry={() => void refetch()} /> : null}
      {!hydrated || sources === undefined || leaving ? (
        <Skeleton className="h-40" />
      ) : sources.length === 0 ? (
        <Empty title={t("none")}>{t("noneHint")}</Empty>
      ) : (
        <SourceTable sources={sources} />
      )}
    </>
  );
}
