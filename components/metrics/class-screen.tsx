"use client";

import { useTranslations } from "next-intl";
import { PageHeader } from "@/components/shell/page-header";

export function ClassScreen() {
  const t = useTranslations("shell.section");
  return <PageHeader title={t("metrics")} />;
}
