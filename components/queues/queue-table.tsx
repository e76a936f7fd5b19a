"use client";

import { useTranslations } from "next-intl";
import { parseAsBoolean, parseAsString, parseAsStringLiteral, useQueryState } from "nuqs";
import { useCallback, useMemo } from "react";
import { FilterBox } from "@/components/shell/filter-box";
import { NoKeys } from "@/components/shell/no-keys";
import { useMay } from "@/components/shell/use-live";
import type { Sorting } from "@/components/table/column";
import { DataTable } from "@/components/table/data-table";
import { useRowMenu } from "@/components/table/row-menu";
import { useHeldOrder } from "@/components/table/use-held-order";
import { Button } from "@/components/ui/button";
import { Empty, ErrorPanel, Skeleton } from "@/components/ui/states";
import type { QueueSummary } from "@/lib/domain/queue.schema";
import { flowOf } from "./flow";
import { PausingWhy } from "./pausing-why";
import { type QueueColumnId, useQueueColumns } from "./queue-columns";
import { useQueueActions } from "./use-queue-actions";
import { useQueueTrends } from "./use-queue-trends";
import { useQueues } from "./use-queues";

const COLUMNS: readonly QueueColumnId[] = ["name", "latency", "size", "trend", "in", "out", "empty", "listeners"];
const SORTS = ["name", "latency", "size", "in", "out", "empty", "listeners"] as const;
/** So many lines of history are asked for at a time. */
const TRENDS = 40;
const WIDE = { wide: true };
const nameOf = (queue: QueueSummary) => queue.name;

/** All queues with a filter, held in the order they were sorted in. */
export function QueueTable({ source }: { source: string }) {
  const t = useTranslations("queues");
  const words = useTranslations("table");
  const { queues, pausing, error, refetch } = useQueues(source);
  const [q, setQ] = useQueryState("q", parseAsString.withDefault(""));
  const [sort, setSort] = useQueryState("sort", parseAsStringLiteral(SORTS).withDefault("latency"));
  const [desc, setDesc] = useQueryState("desc", parseAsBoolean.withDefault(true));
  const compare = useMemo(() => comparing(sort, desc), [sort, desc]);
  const shown = useMemo(() => (queues ?? []).filter((queue) => matches(queue, q)), [queues, q]);
  const held = useHeldOrder(shown, nameOf, compare);
  const trends = useQueueTrends(
    source,
    useMemo(() => held.rows.slice(0, TRENDS).map(nameOf), [held.rows]),
  );
  const columns = useQueueColumns(source, COLUMNS, trends, WIDE);
  const may = useMay("queues.operate");
  const actions = useQueueActions(source, pausing);
  const menu = useRowMenu<QueueSummary>(actions.entriesOf);
  const changeFilter = useCallback((value: string) => void setQ(value === "" ? null : value), [setQ]);
  const changeSorting = ({ id, desc: down }: Sorting) => {
    const column = SORTS.find((candidate) => candidate === id);
    if (column === undefined) return;
    void setSort(column);
    void setDesc(down);
  };

  if (error !== null) return <ErrorPanel error={error} onRetry={refetch} />;
  if (queues === undefined) return <Skeleton className="h-90" />;
  const jobs = shown.reduce((sum, queue) => sum + queue.size, 0);
  const summary = { queues: queues.length, shown: shown.length, jobs };
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 pb-2">
        <FilterBox value={q} onChange={changeFilter} label={t("filter")} />
        <p className="text-ink-2">{q === "" ? t("summary", summary) : t("summaryFiltered", summary)}</p>
        {may && pausing === "not_honoured" ? <PausingWhy /> : null}
        {held.changed ? (
          <span className="ml-auto">
            <Button tone="link" size="small" onClick={held.resort}>
              {words("orderChanged")} · {words("sortAgain")}
            </Button>
          </span>
        ) : null}
      </div>
      <DataTable
        key={`${sort}-${desc}`}
        label={t("list")}
        rows={held.rows}
        columns={columns}
        rowId={nameOf}
        sorting={{ id: sort, desc }}
        onSortingChange={changeSorting}
        onOpen={actions.open}
        {...(may ? { rowActions: (queue: QueueSummary) => menu.button(queue, queue.name) } : {})}
        empty={
          q === "" ? (
            <>
              <Empty title={t("none")}>{t("noneHint")}</Empty>
              <NoKeys />
            </>
          ) : (
            <Empty title={t("noMatch")}>{t("noMatchHint")}</Empty>
          )
        }
      />
      {menu.menu}
      {actions.dialogs}
    </>
  );
}

function matches(queue: QueueSummary, q: string): boolean {
  return queue.name.toLowerCase().includes(q.trim().toLowerCase());
}

function sortValue(queue: QueueSummary, sort: (typeof SORTS)[number]): number | string | null {
  if (sort === "name") return queue.name;
  if (sort === "latency") return queue.latencySec;
  if (sort === "size") return queue.size;
  if (sort === "in" || sort === "out") return flowOf(queue, sort)?.perMin ?? null;
  if (sort === "empty") return queue.emptyInSec;
  return queue.listeners - queue.quietListeners;
}

const collator = new Intl.Collator("en", { numeric: true });

/** What is unknown comes last whichever way; what is equal is ordered by name. */
function comparing(sort: (typeof SORTS)[number], desc: boolean) {
  return (a: QueueSummary, b: QueueSummary): number => {
    const left = sortValue(a, sort);
    const right = sortValue(b, sort);
    if (left !== right) {
      if (left === null) return 1;
      if (right === null) return -1;
      const order =
        typeof left === "number" && typeof right === "number"
          ? left - right
          : collator.compare(String(left), String(right));
      if (order !== 0) return desc ? -order : order;
    }
    return collator.compare(a.name, b.name);
  };
}
