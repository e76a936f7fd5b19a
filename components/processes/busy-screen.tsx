"use client";

import { useTranslations } from "next-intl";
import { PageHeader } from "@/components/shell/page-header";
import { SourceBody } from "@/components/shell/source-body";
import { Busy } from "./busy";

export function BusyScreen() {
  const t = useTranslations("shell.section");
  return (
    <>
      <PageHeader title={t("busy")} />
      <SourceBody>{(source) => <Busy source={source} />}</SourceBody>
    </>
  );
}
