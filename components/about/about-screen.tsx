"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { PageHeader } from "@/components/shell/page-header";
import { useSource } from "@/components/shell/route";
import { ErrorPanel, Skeleton } from "@/components/ui/states";
import { aboutQuery } from "@/lib/api/queries/about";
import { AboutAccess } from "./about-access";
import { AboutFacts } from "./about-facts";
import { AboutWarnings } from "./about-warnings";

export function AboutScreen() {
  const t = useTranslations("shell.section");
  const source = useSource();
  const { data, error, refetch } = useQuery({ ...aboutQuery(source ?? ""), enabled: source !== null });
  return (
    <>
      <PageHeader title={t("about")} />
      {error !== null && data === undefined ? <ErrorPanel error={error} onRetry={() => void refetch()} /> : null}
      {data === undefined ? (
        error === null ? (
          <Skeleton className="h-90" />
        ) : null
      ) : (
        <>
          <AboutWarnings about={data} />
          <AboutFacts about={data} />
        </>
      )}
      <AboutAccess />
    </>
  );
}
