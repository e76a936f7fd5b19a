"use client";

import { useTranslations } from "next-intl";
import { PageHeader } from "@/components/shell/page-header";
import { SourceBody } from "@/components/shell/source-body";
import { SearchEverywhere } from "./search-everywhere";

export function SearchScreen() {
  const t = useTranslations("filter.everywhere");
  return (
    <>
      <PageHeader title={t("title")} summary={t("summary")} />
      <SourceBody>{(source) => <SearchEverywhere source={source} />}</SourceBody>
    </>
  );
}
