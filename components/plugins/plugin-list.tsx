"use client";

import { type UseQueryOptions, useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { usePageCursor, usePageFilter } from "@/components/shell/page-filter";
import { PageHeader } from "@/components/shell/page-header";
import { SourceBody, WaitingPage } from "@/components/shell/source-body";
import type { Column } from "@/components/table/column";
import { CursorPager } from "@/components/table/cursor-pager";
import { DataTable } from "@/components/table/data-table";
import { Loaded } from "@/components/ui/loaded";
import { Empty } from "@/components/ui/states";

interface Page {
  nextCursor: string | null;
  scanned: number;
  total: number;
  complete: boolean;
}

interface PluginListProps<P extends Page, Row extends object> {
  title: string;
  /** Null before anything was read. */
  summary: (page: P | undefined) => string | null;
  note?: ReactNode;
  queryOf: (source: string, cursor: string | null) => UseQueryOptions<P, Error, P, (string | null)[]>;
  rowsOf: (page: P) => readonly Row[];
  rowId: (row: Row) => string;
  /** Where the filter of the page looks. */
  textOf: (row: Row) => readonly (string | null | undefined)[];
  columns: readonly Column<Row>[];
  empty: { title: string; help: string };
  /** Found by a walk through all keys, which may take several pages. */
  walked: boolean;
}

/** A plain list of what a plug-in keeps, by cursor; its filter looks through the page that is shown. */
export function PluginList<P extends Page, Row extends object>(props: PluginListProps<P, Row>) {
  return (
    <SourceBody waiting={<WaitingPage title={props.title} />}>
      {(source) => <Listed {...props} source={source} />}
    </SourceBody>
  );
}

function Listed<P extends Page, Row extends object>({
  source,
  title,
  summary,
  note,
  queryOf,
  rowsOf,
  rowId,
  textOf,
  columns,
  empty,
  walked,
}: PluginListProps<P, Row> & { source: string }) {
  const t = useTranslations("plugins");
  const [cursor, setCursor] = usePageCursor();
  const query = useQuery(queryOf(source, cursor));
  const { box, rows, nothing } = usePageFilter(query.data === undefined ? [] : rowsOf(query.data), textOf);
  return (
    <>
      <PageHeader title={title} summary={summary(query.data)} />
      {note === undefined ? null : <p className="pb-2 text-ink-2">{note}</p>}
      {box}
      <Loaded query={query} data={query.data}>
        {(page) => (
          <>
            <DataTable
              label={title}
              rows={rows}
              columns={columns}
              rowId={rowId}
              empty={nothing ?? <Empty title={empty.title}>{empty.help}</Empty>}
            />
            <div className="flex flex-wrap items-center gap-3 pt-2">
              <CursorPager cursor={cursor} next={page.nextCursor} onGo={setCursor} />
              {walked && !page.complete ? (
                <span className="text-ink-2">{t("looked", { scanned: page.scanned, total: page.total })}</span>
              ) : null}
            </div>
          </>
        )}
      </Loaded>
    </>
  );
}
