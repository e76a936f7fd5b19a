"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { parseAsString, useQueryStates } from "nuqs";
import { Suspense, useMemo } from "react";
import { FilterBox } from "@/components/shell/filter-box";
import { PageHeader } from "@/components/shell/page-header";
import { CursorPager } from "@/components/table/cursor-pager";
import { DataTable } from "@/components/table/data-table";
import { Loaded } from "@/components/ui/loaded";
import { Empty, Skeleton } from "@/components/ui/states";
import { Notice } from "@/components/ui/status";
import { serverNow } from "@/lib/api/clock";
import { auditQuery } from "@/lib/api/queries/audit";
import { refresh } from "@/lib/api/refresh";
import { useAuditColumns } from "./audit-columns";
import { type AuditRow, auditRows } from "./audit-rows";

export function AuditScreen() {
  const t = useTranslations("audit");
  return (
    <>
      <PageHeader title={t("title")} />
      <Suspense fallback={<Skeleton className="h-64 w-full" />}>
        <AuditTable />
      </Suspense>
    </>
  );
}

function AuditTable() {
  const t = useTranslations("audit");
  const [{ q, cursor }, setView] = useQueryStates({ q: parseAsString.withDefault(""), cursor: parseAsString });
  const query = useQuery({ ...auditQuery(q, cursor), ...refresh.samples() });
  const page = query.data;
  const rows = useMemo(() => auditRows(page?.entries ?? [], serverNow()), [page]);
  const columns = useAuditColumns();
  const next = page?.nextCursor ?? null;
  return (
    <>
      <div className="flex flex-wrap items-center gap-3 pb-1">
        <FilterBox
          label={t("filter")}
          value={q}
          onChange={(text) => void setView({ q: text === "" ? null : text, cursor: null })}
        />
        <span className="flex-1" />
        <CursorPager cursor={cursor} next={next} onGo={(to) => void setView({ cursor: to })} />
      </div>
      {page?.durable === false ? <Notice level="warn">{t("notDurable")}</Notice> : null}
      <Loaded query={query} data={page}>
        {() => (
          <DataTable
            label={t("title")}
            rows={rows}
            columns={columns}
            rowId={(row: AuditRow) => row.id}
            empty={
              <Empty title={q === "" ? t("empty") : t("emptyFilter")}>{q === "" ? t("emptyHelp") : undefined}</Empty>
            }
          />
        )}
      </Loaded>
    </>
  );
}
