"use client";

import { useTranslations } from "next-intl";
import { parseAsString, useQueryState } from "nuqs";
import type { ReactNode } from "react";
import { Empty } from "@/components/ui/states";
import { FilterBox } from "./filter-box";

const IN_PLACE = { history: "replace", scroll: false } as const;

/** Which page of such a list is shown: `cursor` in the address. */
export function usePageCursor(): [cursor: string | null, go: (cursor: string | null) => void] {
  const [cursor, setCursor] = useQueryState("cursor", parseAsString.withOptions(IN_PLACE));
  return [cursor, (next) => void setCursor(next)];
}

interface PageFilter<Row> {
  /** The box, and how many rows of those read are shown. */
  readonly box: ReactNode;
  readonly rows: readonly Row[];
  /** In place of the list's own words for nothing, while a filter hides all rows; else null. */
  readonly nothing: ReactNode | null;
}

/** Narrows the rows that a page has read, for lists that are not filtered where they are kept; `q` in the address. */
export function usePageFilter<Row>(
  all: readonly Row[],
  textOf: (row: Row) => readonly (string | null | undefined)[],
): PageFilter<Row> {
  const t = useTranslations("shell.pageFilter");
  const [q, setQ] = useQueryState("q", parseAsString.withDefault("").withOptions(IN_PLACE));
  const wanted = q.trim().toLowerCase();
  const rows =
    wanted === "" ? all : all.filter((row) => textOf(row).some((text) => text?.toLowerCase().includes(wanted)));
  return {
    rows,
    nothing: wanted === "" ? null : <Empty title={t("none")} />,
    box: (
      <div className="flex flex-wrap items-center gap-3 pb-1">
        <FilterBox label={t("label")} value={q} onChange={(text) => void setQ(text === "" ? null : text)} />
        {wanted === "" ? null : (
          <span className="text-ink-2">{t("some", { found: rows.length, rows: all.length })}</span>
        )}
      </div>
    ),
  };
}
