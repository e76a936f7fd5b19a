"use client";

import { useTranslations } from "next-intl";
import { NoKeys } from "@/components/shell/no-keys";
import { Button } from "@/components/ui/button";
import { Empty } from "@/components/ui/states";
import type { ListKind } from "./list-spec";
import type { JobSearch } from "./use-job-search";

/** Why there are no rows: nothing there, nothing that matches, or the page moved on. */
export function ListEmpty({
  kind,
  search,
  cursor,
  onFirst,
}: {
  kind: ListKind;
  search: JobSearch | null;
  cursor: string | null;
  onFirst: () => void;
}) {
  const t = useTranslations("jobs.empty");
  const page = useTranslations("jobs.page");
  if (search !== null) {
    if (!search.complete) return null;
    return <Empty title={t("filter")}>{t("filterHelp", { total: search.scanned })}</Empty>;
  }
  if (cursor !== null) {
    return (
      <Empty title={t("pageGone")}>
        <p className="pb-2">{t("pageGoneHelp")}</p>
        <Button onClick={onFirst}>{page("first")}</Button>
      </Empty>
    );
  }
  return (
    <>
      <Empty title={t(kind)}>{t(`${kind}Help`)}</Empty>
      <NoKeys />
    </>
  );
}
