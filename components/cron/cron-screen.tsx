"use client";

import { useTranslations } from "next-intl";
import { PageHeader } from "@/components/shell/page-header";
import { SourceBody } from "@/components/shell/source-body";
import { CronTable } from "./cron-table";

/** Every scheduler's recurring jobs on one page. */
export function CronScreen() {
  const t = useTranslations("cron");
  return (
    <>
      <PageHeader title={t("title")} />
      <SourceBody>{(source) => <CronTable source={source} />}</SourceBody>
    </>
  );
}
