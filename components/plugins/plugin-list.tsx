"use client";

import { type UseQueryOptions, useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { PageHeader } from "@/components/shell/page-header";
import { useSource } from "@/components/shell/route";
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

/** A plain list of what a plug-in keeps, by cursor. */
export function PluginList<P extends Page, Row extends object>({
  title,
  summary,
  note,
  queryOf,
  rowsOf,
  rowId,
  columns,
  empty,
  walked,
}: {
  title: string;
  /** Null before anything was read. */
  summary: (page: P | undefined) => string | null;
  note?: ReactNode;
  queryOf: (source: string, cursor: string | null) => UseQueryOptions<P, Error, P, (string | null)[]>;
  rowsOf: (page: P) => readonly Row[];
  rowId: (row: Row) => string;
  columns: readonly Column<Row>[];
  empty: { title: string; help: string };
  /** Found by a walk through all keys, which may take several pages. */
  walked: boolean;
}) {
  const t = useTranslations("plugins");
  const source = useSource() ?? "";
  const [cursor, setCursor] = useState<string | null>(null);
  const query = useQuery({ ...queryOf(source, cursor), enabled: source !== "" });
  return (
    <>
      <PageHeader title={title} summary={summary(query.data)} />
      {note === undefined ? null : <p className="pb-2 text-ink-2">{note}</p>}
      <Loaded query={query} data={query.data}>
        {(page) => (
          <>
            <DataTable
              label={title}
              rows={rowsOf(page)}
              columns={columns}
              rowId={rowId}
              empty={<Empty title={empty.title}>{empty.help}</Empty>}
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
