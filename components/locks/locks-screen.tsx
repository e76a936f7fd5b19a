"use client";

import { useTranslations } from "next-intl";
import { SourceBody, WaitingPage } from "@/components/shell/source-body";
import { LockList } from "./lock-list";

/** Every unique lock, whether its job exists, and the way to let it go. */
export function LocksScreen() {
  const t = useTranslations("locks");
  return (
    <SourceBody waiting={<WaitingPage title={t("title")} />}>{(source) => <LockList source={source} />}</SourceBody>
  );
}
