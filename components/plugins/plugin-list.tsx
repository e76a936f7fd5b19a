"use client";

import type { UseQueryResult } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { PageHeader } from "@/components/shell/page-header";
import type { Column } from "@/components/table/column";
import { DataTable } from "@/components/table/data-table";
import { StepPager } from "@/components/table/step-pager";
import { Empty, ErrorPanel, Skeleton } from "@/components/ui/states";

interface Page {
  nextCursor: string | null;
  scanned: number;
  total: number;
  complete: boolean;
}

/** A plain list of what a plug-in keeps, by cursor. */
export function PluginList<P extends Page, Row extends object>({
  title,
  summary,
  note,
  query,
  rows,
  rowId,
  columns,
  empty,
  cursor,
  onGo,
  walked,
}: {
  title: string;
  summary: string | null;
  note?: ReactNode;
  query: UseQueryResult<P>;
  rows: readonly Row[] | undefined;
  rowId: (row: Row) => string;
  columns: readonly Column<Row>[];
  empty: { title: string; help: string };
  cursor: string | null;
  onGo: (cursor: string | null) => void;
  /** Found by a walk through all keys, which may take several pages. */
  walked: boolean;
}) {
  const t = useTranslations("plugins");
  const page = query.data;
  return (
    <>
      <PageHeader title={title} summary={summary} />
      {query.error === null ? null : <ErrorPanel error={query.error} onRetry={() => void query.refetch()} />}
      {note === undefined ? null : <p className="pb-2 text-ink-2">{note}</p>}
      {page === undefined || rows === undefined ? (
        query.error === null ? (
          <Skeleton className="h-64 w-full" />
        ) : null
      ) : (
        <>
          <DataTable
            label={title}
            rows={rows}
            columns={columns}
            rowId={rowId}
            empty={<Empty title={empty.title}>{empty.help}</Empty>}
          />
          <div className="flex flex-wrap items-center gap-3 pt-2">
            <StepPager cursor={cursor} next={page.nextCursor} onGo={onGo} />
            {walked && !page.complete ? (
              <span className="text-ink-2">{t("looked", { scanned: page.scanned, total: page.total })}</span>
            ) : null}
          </div>
        </>
      )}
    </>
  );
}
