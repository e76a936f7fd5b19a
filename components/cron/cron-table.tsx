"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { parseAsArrayOf, parseAsBoolean, parseAsString, parseAsStringLiteral, useQueryState } from "nuqs";
import { useCallback, useMemo, useState } from "react";
import { FilterBox } from "@/components/shell/filter-box";
import { useMay } from "@/components/shell/use-live";
import type { Column } from "@/components/table/column";
import { DataTable } from "@/components/table/data-table";
import { useRowMenu } from "@/components/table/row-menu";
import { useSelection } from "@/components/table/use-selection";
import { Button } from "@/components/ui/button";
import { Segmented } from "@/components/ui/segmented";
import { Empty, ErrorPanel, Skeleton } from "@/components/ui/states";
import { Notice } from "@/components/ui/status";
import { useTicking } from "@/components/ui/use-now";
import { cronQuery } from "@/lib/api/queries/cron";
import type { CronEntry } from "@/lib/domain/cron.schema";
import { type CronRow, useCronColumns } from "./cron-columns";
import { CronDialogs, type CronQuestion } from "./cron-dialogs";
import { CronDrawer } from "./cron-drawer";
import { CronRemovedList } from "./cron-removed";
import { CronSelection } from "./cron-selection";
import { CronStrip } from "./cron-strip";
import { RowVerbs } from "./row-verbs";
import { useCronActions } from "./use-cron-actions";
import { SHOWS, SORTS, useCronRows } from "./use-cron-rows";
import { useAssumedZone, ZonePicker } from "./zone-picker";
import { zoneOf } from "./zones";

const NONE: readonly CronEntry[] = [];
const MINUTE_MS = 60_000;

/** The entries with what can be done to them; the address keeps filter, order and the open entry. */
export function CronTable({ source }: { source: string }) {
  const t = useTranslations("cron");
  const words = useTranslations("table");
  const query = useQuery(cronQuery(source));
  const [q, setQ] = useQueryState("q", parseAsString.withDefault(""));
  const [show, setShow] = useQueryState("show", parseAsStringLiteral(SHOWS).withDefault("all"));
  const [sort, setSort] = useQueryState("sort", parseAsStringLiteral(SORTS).withDefault("trouble"));
  const [desc, setDesc] = useQueryState("desc", parseAsBoolean.withDefault(false));
  const [together, setTogether] = useQueryState("together", parseAsArrayOf(parseAsString));
  const [open, setOpen] = useQueryState("entry", parseAsString);
  const [question, setQuestion] = useState<CronQuestion | null>(null);
  const zoneName = useAssumedZone();
  const zone = useMemo(() => zoneOf(zoneName), [zoneName]);
  const minuteMs = Number(useTicking((nowMs) => String(Math.floor(nowMs / MINUTE_MS) * MINUTE_MS))) || Date.now();
  const entries = query.data?.entries ?? NONE;
  const held = useCronRows(entries, { q, together, show, sort, desc, zone, minuteMs });
  const told = useCronColumns(zone);
  const selection = useSelection(useMemo(() => held.rows.map(({ entry }) => entry.id), [held.rows]));
  const actions = useCronActions(source);
  const may = useMay("cron.operate") && (query.data?.writable.length ?? 0) > 0;
  const changeable = (entry: CronEntry) => may && entry.scheduler !== "enterprise";
  const menu = useRowMenu<CronRow>(({ entry }) => [
    { label: t("verb.open"), onSelect: () => void setOpen(entry.id) },
    { label: t("verb.edit"), onSelect: () => setQuestion({ kind: "edit", entry }) },
    { label: t("verb.runWith"), onSelect: () => setQuestion({ kind: "run", entries: [entry] }) },
    { kind: "separator" },
    { label: t("verb.delete"), danger: true, onSelect: () => setQuestion({ kind: "delete", entries: [entry] }) },
  ]);
  const verbs: Column<CronRow> = {
    id: "verbs",
    header: words("actions"),
    align: "end",
    className: "w-24",
    phone: "value",
    cell: (row) =>
      changeable(row.entry) ? (
        <RowVerbs entry={row.entry} actions={actions} onRun={() => setQuestion({ kind: "run", entries: [row.entry] })}>
          {menu.button(row, row.entry.name)}
        </RowVerbs>
      ) : null,
  };
  const columns = may ? [...told, verbs] : told;
  const changeFilter = useCallback((value: string) => void setQ(value === "" ? null : value), [setQ]);

  if (query.error !== null && query.data === undefined)
    return <ErrorPanel error={query.error} onRetry={query.refetch} />;
  if (query.data === undefined) return <Skeleton className="h-90" />;
  const ticked = entries.filter(({ id }) => selection.ids.has(id));
  const filtered = q !== "" || together !== null || show !== "all";
  const summary = filtered
    ? t("summaryFiltered", { shown: held.rows.length, count: entries.length })
    : t("summary", { count: entries.length, paused: entries.filter(({ enabled }) => !enabled).length });
  return (
    <>
      {query.data.pollers > 0 || entries.length === 0 ? null : (
        <div className="pb-3">
          <Notice level="bad">{t("nobody")}</Notice>
        </div>
      )}
      {entries.length === 0 ? null : (
        <CronStrip entries={entries} zone={zoneName} nowMs={minuteMs} onShow={(ids) => void setTogether(ids)} />
      )}
      <div className="flex flex-wrap items-center gap-x-4 gap-y-2 pb-2">
        <FilterBox value={q} onChange={changeFilter} label={t("filter")} />
        <Segmented
          label={t("show.label")}
          value={show}
          options={SHOWS.map((value) => ({ value, label: t(`show.${value}`) }))}
          onChange={(value) => void setShow(value === "all" ? null : value)}
        />
        <p className="text-ink-2">{summary}</p>
        {together === null ? null : (
          <Button size="small" aria-label={t("together.all")} onClick={() => void setTogether(null)}>
            {t("together.shown", { count: together.length })} ×
          </Button>
        )}
        {held.changed ? (
          <Button tone="link" size="small" onClick={held.resort}>
            {words("orderChanged")} · {words("sortAgain")}
          </Button>
        ) : null}
        <span className="ml-auto flex flex-wrap items-center gap-2 phone:ml-0">
          <ZonePicker />
          {may ? (
            <Button tone="accent" onClick={() => setQuestion({ kind: "create" })}>
              {t("new")}
            </Button>
          ) : null}
        </span>
      </div>
      <DataTable
        key={`${sort}-${desc}`}
        label={t("list")}
        rows={held.rows}
        columns={columns}
        rowId={({ entry }) => entry.id}
        rowLabel={({ entry }) => entry.name}
        sorting={{ id: sort, desc }}
        onSortingChange={({ id, desc: down }) => {
          const column = SORTS.find((candidate) => candidate === id);
          if (column === undefined) return;
          void setSort(column);
          void setDesc(down);
        }}
        {...(may && { selection })}
        onOpen={({ entry }) => void setOpen(entry.id)}
        openId={open}
        rowTone={({ entry }) => (entry.enabled ? undefined : "muted")}
        empty={
          filtered ? (
            <Empty title={t("noMatch")}>{t("noMatchHint")}</Empty>
          ) : (
            <Empty title={t("empty")}>{t("emptyHelp")}</Empty>
          )
        }
      />
      <CronRemovedList removed={query.data.removed} actions={actions} may={may} />
      {menu.menu}
      <CronSelection entries={ticked} actions={actions} onAsk={setQuestion} onClear={selection.clear} />
      <CronDrawer
        source={source}
        entry={entries.find(({ id }) => id === open) ?? null}
        open={open !== null}
        zone={zone}
        nowMs={minuteMs}
        may={changeable}
        actions={actions}
        onAsk={setQuestion}
        onClose={() => void setOpen(null)}
      />
      <CronDialogs
        source={source}
        question={question}
        actions={actions}
        zone={zoneName}
        onClose={() => setQuestion(null)}
        onDone={selection.clear}
      />
    </>
  );
}
