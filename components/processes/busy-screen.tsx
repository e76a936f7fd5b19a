"use client";

import { useTranslations } from "next-intl";
import { SourceBody, WaitingPage } from "@/components/shell/source-body";
import { Busy } from "./busy";

export function BusyScreen() {
  const t = useTranslations("shell.section");
  return <SourceBody waiting={<WaitingPage title={t("busy")} />}>{(source) => <Busy source={source} />}</SourceBody>;
}
