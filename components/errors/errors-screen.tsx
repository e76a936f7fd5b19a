"use client";

import { useTranslations } from "next-intl";
import { Suspense } from "react";
import { SourceBody, WaitingPage } from "@/components/shell/source-body";
import { ErrorGroups } from "./error-list";

/** The causes of failures in one source. */
export function ErrorsScreen() {
  const t = useTranslations("causes");
  return (
    <SourceBody waiting={<WaitingPage title={t("title")} />}>{(source) => <ErrorGroups source={source} />}</SourceBody>
  );
}

/** The causes of failures in every source. */
export function AllErrorsScreen() {
  const t = useTranslations("causes");
  return (
    <Suspense fallback={<WaitingPage title={t("titleAll")} />}>
      <ErrorGroups source={null} />
    </Suspense>
  );
}
