"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { Suspense } from "react";
import { DetailPage } from "@/components/shell/detail-page";
import { PageHeader } from "@/components/shell/page-header";
import { paths, useRoute } from "@/components/shell/route";
import { errorQuery } from "@/lib/api/queries/errors";
import { GroupView } from "./group-view";

/** One cause: when it failed, what its jobs share, a sample, and all verbs on all of them. */
export function ErrorScreen() {
  const t = useTranslations("causes");
  const route = useRoute();
  const source = route?.kind === "source" ? route.source : "";
  const id = route?.kind === "source" ? route.name : null;
  const query = useQuery({ ...errorQuery(source, id ?? ""), enabled: source !== "" && id !== null, retry: false });
  return (
    <DetailPage
      title={t("group.title")}
      query={query}
      gone={{
        title: t("group.gone"),
        help: t("group.goneHelp"),
        href: paths.section(source, "errors"),
        back: t("group.back"),
      }}
    >
      {(detail) => (
        <Suspense fallback={<PageHeader title={t("group.title")} />}>
          <GroupView source={source} detail={detail} />
        </Suspense>
      )}
    </DetailPage>
  );
}
