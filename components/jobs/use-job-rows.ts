"use client";

import { useQuery } from "@tanstack/react-query";
import { useCallback, useMemo, useState } from "react";
import { type Direction, type JobList, jobListQuery, PAGE_ROWS } from "@/lib/api/queries/jobs";
import { refresh } from "@/lib/api/refresh";
import { identities } from "@/lib/domain/identity";
import type { JobEntry, JobPage } from "@/lib/domain/job.schema";
import type { ListChange } from "./list-change";
import { kindOf, orderOf } from "./list-spec";
import { type HeldRow, useHeldPage } from "./use-held-page";
import { type JobSearch, useJobSearch } from "./use-job-search";

export interface JobRows {
  rows: readonly HeldRow[];
  /** Null until the list was read, and while it is filtered. */
  page: JobPage | null;
  /** Entries of the whole list, filtered or not; null while nobody knows. */
  total: number | null;
  change: ListChange | null;
  show: () => void;
  search: JobSearch | null;
  error: unknown;
  retry: () => void;
  /** Whether the rows are of another page while this one loads. */
  stale: boolean;
  /** These were just dealt with here: gone at once, and the next reading is shown as it is. */
  dealtWith: (keys: ReadonlySet<string>) => void;
}

/** The rail asks for a list before its screen is there. */
const JUST_READ_MS = 1_000;

/** The rows of a list: a live page of it, or with a filter what a search through all of it found. */
export function useJobRows(
  source: string,
  list: JobList,
  view: { cursor: string | null; order: Direction },
  filter: { filtered: boolean; q: string },
  working: boolean,
): JobRows {
  const { filtered, q } = filter;
  const query = useQuery({
    ...jobListQuery(source, { list, cursor: view.cursor, direction: view.order, q: "", limit: PAGE_ROWS }),
    ...refresh.list(),
    staleTime: JUST_READ_MS,
    refetchOnWindowFocus: "always",
    enabled: !filtered,
  });
  const key = JSON.stringify([list, view.cursor, view.order]);
  const fresh = filtered || query.isPlaceholderData ? undefined : query.data;
  const held = useHeldPage(key, fresh, query.dataUpdatedAt, orderOf(kindOf(list), view.order), working);
  const search = useJobSearch(source, list, view.order, q);
  const [dealt, setDealt] = useState<{ keys: ReadonlySet<string>; stamp: number }>({ keys: new Set(), stamp: -1 });

  const stamp = filtered ? search.takenAtMs : query.dataUpdatedAt;
  const found = useMemo(() => plainRows(search.jobs), [search.jobs]);
  const waiting = useMemo(() => plainRows(query.data?.jobs ?? []), [query.data]);
  const all = filtered ? found : query.isPlaceholderData ? waiting : held.rows;
  const rows = useMemo(
    () => (dealt.stamp === stamp ? all.filter((row) => !dealt.keys.has(row.key)) : all),
    [all, dealt, stamp],
  );
  const { showNext } = held;
  const dealtWith = useCallback(
    (keys: ReadonlySet<string>) => {
      setDealt((before) => ({ keys: before.stamp === stamp ? new Set([...before.keys, ...keys]) : keys, stamp }));
      showNext();
    },
    [stamp, showNext],
  );
  return {
    rows,
    page: filtered ? null : (query.data ?? null),
    total: filtered ? search.total : (query.data?.total ?? null),
    change: filtered ? null : held.change,
    show: held.show,
    search: filtered ? search : null,
    error: filtered ? search.error : query.error,
    retry: () => void (filtered ? search.again() : query.refetch()),
    stale: !filtered && query.isPlaceholderData,
    dealtWith,
  };
}

function plainRows(jobs: readonly JobEntry[]): HeldRow[] {
  const keys = identities(jobs);
  return jobs.map((job, index) => ({ key: keys[index] ?? job.ref, job, gone: false }));
}
