"use client";

import { useTranslations } from "next-intl";
import { PageHeader } from "@/components/shell/page-header";
import { SourceBody } from "@/components/shell/source-body";
import { MetricsView } from "./metrics-view";

export function MetricsScreen() {
  const t = useTranslations("shell.section");
  return (
    <>
      <PageHeader title={t("metrics")} />
      <SourceBody>{(source) => <MetricsView source={source} />}</SourceBody>
    </>
  );
}
