"use client";

import { useTranslations } from "next-intl";
import { useCallback, useMemo, useState } from "react";
import { FacetPlace } from "@/components/filter/facet-place";
import { FilterBar } from "@/components/filter/filter-bar";
import { FilterChips } from "@/components/filter/filter-chips";
import { useSentFilter } from "@/components/filter/use-filter";
import { PageHeader } from "@/components/shell/page-header";
import { useMay } from "@/components/shell/use-live";
import { DataTable } from "@/components/table/data-table";
import { useSelection } from "@/components/table/use-selection";
import { cx } from "@/components/ui/cx";
import { useHotkeys } from "@/components/ui/hotkeys";
import { ErrorPanel } from "@/components/ui/states";
import type { JobList as ListOfJobs } from "@/lib/api/queries/jobs";
import type { JobActionResult, JobVerb } from "@/lib/domain/action.schema";
import { identityOf } from "@/lib/domain/identity";
import type { JobEntry } from "@/lib/domain/job.schema";
import { AllMenu } from "./all-menu";
import { ChangesBar } from "./changes-bar";
import { ExportMenu } from "./export-menu";
import { useJobColumns } from "./job-columns";
import { ClassHistogram, FacetBar, JobDrawer, QueueHeader, SearchProgress } from "./later";
import { useListCounts } from "./list-counts";
import { ListEmpty } from "./list-empty";
import { ListHistogram } from "./list-histogram";
import { ListSkeleton } from "./list-skeleton";
import { kindOf } from "./list-spec";
import { ListSummary } from "./list-summary";
import { MoreRows } from "./more-rows";
import { OrderChoice } from "./order-choice";
import { Pager } from "./pager";
import { QueuePlace } from "./queue-place";
import { SelectionBar } from "./selection-bar";
import { useBulkVerbs } from "./use-bulk-verbs";
import type { HeldRow } from "./use-held-page";
import { useJobRows } from "./use-job-rows";
import { useJobVerbs } from "./use-job-verbs";
import { useListView } from "./use-list-view";
import { useWorking } from "./use-working";
import { rowVerbKeys, verbKeys } from "./verb-keys";
import { verbsOfPlace } from "./verbs";

/** A list of jobs of one set or queue. Everything one sees is in the address; below a Suspense boundary only. */
export function JobList({ source, list, title }: { source: string; list: ListOfJobs; title: string }) {
  const t = useTranslations("jobs");
  const kind = kindOf(list);
  const view = useListView();
  const [body, setBody] = useState<HTMLDivElement | null>(null);
  const [ticking, setTicking] = useState(false);
  const atWork = useWorking(body) || ticking || view.job !== null;
  const sent = useSentFilter(view.q);
  const filtered = view.q.trim() !== "";
  /** Of a filter that is none nothing was looked at, and nothing is meant. */
  const understood = sent.problem === null;
  const state = useJobRows(source, list, view, { filtered, q: sent.q }, atWork);
  const { rows, page, total, search, dealtWith } = state;
  const ids = useMemo(() => rows.map((row) => row.key), [rows]);
  const selection = useSelection(ids);
  if (selection.ids.size > 0 !== ticking) setTicking(selection.ids.size > 0);
  const ticked = useTicked(rows, selection.ids);
  const may = useMay("jobs.operate");
  const verbs = may ? verbsOfPlace(kind) : [];

  const { setAll } = selection;
  const onResult = useCallback(
    (_verb: JobVerb, result: JobActionResult) => {
      const settled = new Set(
        result.outcomes
          .filter((each) => each.status === "done" || each.status === "gone")
          .map((each) => identityOf(each.ref)),
      );
      dealtWith(settled);
      setAll(
        [...selection.ids].filter((id) => !settled.has(id)),
        true,
      );
    },
    [dealtWith, setAll, selection.ids],
  );
  const { run, pending, dialogs } = useJobVerbs(source, onResult);
  const bulk = useBulkVerbs(source);
  /** A queue has its classes counted beside it. */
  const counts = useListCounts(source, list, "set" in list && !filtered && total !== null && total > 0, view.setFilter);
  const count = search === null ? (total ?? 0) : search.found;
  const askAll = (verb: JobVerb) =>
    understood && bulk.ask(verb, { ...list, ...(filtered ? { q: sent.q } : {}) }, count);
  const here = JSON.stringify([list, view.q]);
  const [everything, setEverything] = useState<string | null>(null);
  const allChosen = everything === here && ids.every((id) => selection.ids.has(id));
  const chooseAll = () => {
    setAll(ids, true);
    setEverything(here);
  };
  const clear = () => {
    selection.clear();
    setEverything(null);
  };
  const runTicked = (verb: JobVerb) => (allChosen ? askAll(verb) : run(verb, ticked));
  const { setJob } = view;
  const [drawn, setDrawn] = useState(false);
  if (view.job !== null && !drawn) setDrawn(true);
  const open = useCallback((row: HeldRow) => void setJob(row.job.ref), [setJob]);
  const columns = useJobColumns(source, kind, open);
  const rowKeys = useMemo(
    () => ({ o: open, ...rowVerbKeys(verbs, (verb, row: HeldRow) => run(verb, [row.job])) }),
    [verbs, run, open],
  );
  useHotkeys(
    Object.fromEntries(verbKeys(verbs).map(([key, verb]) => [key, () => runTicked(verb)])),
    ticked.length > 0 && may,
  );
  useHotkeys({ A: chooseAll }, may && understood && count > 0);

  // A search that has not answered yet keeps the frame, and with it the focus in the filter box.
  if (page === null && search === null && state.error === null) {
    return <ListSkeleton title={title} kind={kind} />;
  }
  return (
    <>
      <PageHeader
        title={title}
        summary={
          total === null ? null : <ListSummary kind={kind} total={total} oldestAtMs={page?.oldestAtMs ?? null} />
        }
      >
        {!may || total === null || !understood ? null : (
          <AllMenu
            verbs={verbs}
            filtered={filtered}
            count={count}
            counting={search !== null && !search.complete}
            onAsk={askAll}
          />
        )}
        {understood ? <ExportMenu source={source} list={list} q={sent.q} order={view.order} /> : null}
      </PageHeader>
      {"queue" in list ? (
        <QueuePlace>
          <QueueHeader source={source} queue={list.queue} />
          <ClassHistogram source={source} queue={list.queue} />
        </QueuePlace>
      ) : (
        <ListHistogram source={source} set={list.set} total={total ?? undefined} />
      )}
      <div className="flex flex-wrap items-start gap-x-3 gap-y-1 pb-1">
        <FilterBar source={source} place={list} label={t("filter.label")} value={view.q} onChange={view.setFilter} />
        {counts.control}
        {search === null ? (
          <ChangesBar change={state.change} onShow={state.show} />
        ) : understood ? (
          <SearchProgress progress={search} />
        ) : null}
        <span className="flex-1" />
        <OrderChoice kind={kind} order={view.order} onChange={view.setOrder} />
        {search === null && page !== null ? (
          <Pager first={view.cursor === null} previous={page.prevCursor} next={page.nextCursor} onGo={view.setCursor} />
        ) : null}
      </div>
      {filtered ? <FilterChips value={view.q} onChange={view.setFilter} /> : null}
      {counts.facets}
      {search === null ? null : (
        <FacetPlace>
          {search.facets === null ? null : (
            <FacetBar facets={search.facets} value={view.q} onChange={view.setFilter} withoutQueue={"queue" in list} />
          )}
        </FacetPlace>
      )}
      {state.error === null ? null : <ErrorPanel error={state.error} onRetry={state.retry} />}
      {page === null && search === null ? null : (
        <div ref={setBody} className={cx("min-h-64", state.stale && "opacity-60")} aria-busy={state.stale || undefined}>
          <DataTable
            label={title}
            rows={rows}
            columns={columns}
            rowId={keyOf}
            rowLabel={(row) => row.job.class ?? t("row.noClass")}
            {...(may ? { selection } : {})}
            onOpen={open}
            openId={view.job === null ? null : identityOf(view.job)}
            rowKeys={rowKeys}
            rowTone={toneOf}
            empty={<ListEmpty kind={kind} search={search} cursor={view.cursor} onFirst={() => view.setCursor(null)} />}
          />
          {search === null ? null : <MoreRows search={search} />}
        </div>
      )}
      {may ? (
        <SelectionBar
          count={ticked.length}
          everything={{ count, filtered, chosen: allChosen, onChoose: chooseAll }}
          verbs={verbs}
          pending={pending}
          onRun={runTicked}
          onClear={clear}
        />
      ) : null}
      {drawn ? (
        <JobDrawer
          source={source}
          rows={rows}
          openRef={view.job}
          onOpen={setJob}
          onVerb={(verb, job) => run(verb, [job])}
        />
      ) : null}
      {dialogs}
      {bulk.dialogs}
    </>
  );
}

const keyOf = (row: HeldRow) => row.key;
const toneOf = (row: HeldRow) => (row.gone ? "muted" : undefined);

/** The ticked entries, also those of pages turned since. */
function useTicked(rows: readonly HeldRow[], ids: ReadonlySet<string>): readonly JobEntry[] {
  const [seen, setSeen] = useState<ReadonlyMap<string, JobEntry>>(new Map());
  const current = new Map(rows.map((row) => [row.key, row.job]));
  const missing = [...ids].filter((id) => !seen.has(id) && current.has(id));
  const surplus = [...seen.keys()].some((id) => !ids.has(id));
  if (missing.length > 0 || surplus) {
    const next = new Map<string, JobEntry>();
    for (const id of ids) {
      const job = current.get(id) ?? seen.get(id);
      if (job !== undefined) next.set(id, job);
    }
    setSeen(next);
  }
  return [...ids].flatMap((id) => current.get(id) ?? seen.get(id) ?? []);
}
