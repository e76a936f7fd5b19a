"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { usePageCursor, usePageFilter } from "@/components/shell/page-filter";
import { PageHeader } from "@/components/shell/page-header";
import { SourceBody, WaitingPage } from "@/components/shell/source-body";
import { useMay } from "@/components/shell/use-live";
import type { Column } from "@/components/table/column";
import { CursorPager } from "@/components/table/cursor-pager";
import { DataTable } from "@/components/table/data-table";
import { Button } from "@/components/ui/button";
import { Loaded } from "@/components/ui/loaded";
import { Empty } from "@/components/ui/states";
import { Notice } from "@/components/ui/status";
import { useFormat } from "@/components/ui/use-format";
import { trashQuery } from "@/lib/api/queries/trash";
import { refresh } from "@/lib/api/refresh";
import type { TrashBatch, TrashList } from "@/lib/domain/trash.schema";
import { BatchDrawer } from "./batch-drawer";
import { PurgeDialog } from "./purge-dialog";
import { useTrashColumns } from "./trash-columns";
import { useRestore } from "./use-restore";

const NEARLY_FULL = 0.8;
const share = (list: TrashList) => Math.max(list.entries / list.maxEntries, list.bytes / Math.max(1, list.maxBytes));

/** What was removed and can be put back. */
export function TrashScreen() {
  const t = useTranslations("trash");
  return (
    <SourceBody waiting={<WaitingPage title={t("title")} />}>{(source) => <Batches source={source} />}</SourceBody>
  );
}

function Batches({ source }: { source: string }) {
  const t = useTranslations("trash");
  const format = useFormat();
  const [cursor, setCursor] = usePageCursor();
  const [browsing, setBrowsing] = useState<TrashBatch | null>(null);
  const [purging, setPurging] = useState<TrashBatch | null>(null);
  const query = useQuery({ ...trashQuery(source, cursor), ...refresh.samples() });
  const columns = useTrashColumns(source);
  const mayRestore = useMay("trash.restore");
  const mayPurge = useMay("trash.purge");
  const { restore, progress } = useRestore(source);
  const list = query.data;
  const { box, rows, nothing } = usePageFilter(list?.batches ?? [], ({ origin, verb, actor, id }) => [
    origin,
    verb,
    actor,
    id,
  ]);
  const actions = (batch: TrashBatch) => (
    <span className="inline-flex justify-end gap-1">
      {mayRestore ? (
        <Button size="small" pending={progress?.id === batch.id} onClick={() => restore(batch)}>
          {progress?.id === batch.id
            ? t("restoring", { restored: progress.restored, entries: batch.entries })
            : t("restore")}
        </Button>
      ) : null}
      <Button size="small" onClick={() => setBrowsing(batch)}>
        {t("browse")}
      </Button>
      {mayPurge ? (
        <Button size="small" tone="danger" onClick={() => setPurging(batch)}>
          {t("purge")}
        </Button>
      ) : null}
    </span>
  );
  const actionColumn: Column<TrashBatch> = {
    id: "actions",
    header: t("column.actions"),
    align: "end",
    className: mayPurge ? "w-80 max-xl:w-60" : mayRestore ? "w-48" : "w-28",
    phone: "bare",
    cell: actions,
  };
  return (
    <>
      <PageHeader
        title={t("title")}
        summary={
          list === undefined
            ? null
            : t("summary", {
                entries: list.entries,
                max: list.maxEntries,
                bytes: format.bytes(list.bytes),
                maxBytes: format.bytes(list.maxBytes),
              })
        }
      />
      {list !== undefined && share(list) >= NEARLY_FULL ? (
        <div className="pb-2">
          <Notice level="warn">{t("nearlyFull", { share: Math.round(share(list) * 100) })}</Notice>
        </div>
      ) : null}
      {box}
      <Loaded query={query} data={list}>
        {({ nextCursor }) => (
          <>
            <DataTable
              label={t("title")}
              rows={rows}
              columns={[...columns, actionColumn]}
              rowId={(batch) => batch.id}
              onOpen={setBrowsing}
              empty={nothing ?? <Empty title={t("empty")}>{t("emptyHelp")}</Empty>}
            />
            <div className="pt-2">
              <CursorPager cursor={cursor} next={nextCursor} onGo={setCursor} />
            </div>
          </>
        )}
      </Loaded>
      {browsing === null ? null : (
        <BatchDrawer key={browsing.id} source={source} batch={browsing} onClose={() => setBrowsing(null)} />
      )}
      {purging === null ? null : <PurgeDialog source={source} batch={purging} onClose={() => setPurging(null)} />}
    </>
  );
}
