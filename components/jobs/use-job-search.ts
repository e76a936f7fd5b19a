"use client";

import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";
import type { Direction } from "@/lib/api/queries/jobs";
import { fetchJobPage, type JobList, jobSearchKey } from "@/lib/api/queries/jobs";
import { identities } from "@/lib/domain/identity";
import type { JobEntry, JobPage } from "@/lib/domain/job.schema";

/** Rows a search gathers before it waits to be told to go on. */
const ENOUGH = 50;
const PAGE = 50;

export interface JobSearch {
  jobs: readonly JobEntry[];
  page: JobPage | undefined;
  scanned: number;
  total: number;
  complete: boolean;
  searching: boolean;
  error: unknown;
  takenAtMs: number;
  goOn: () => void;
  stop: () => void;
  again: () => void;
}

/**
 * Looks for a text through a list of any size: each request looks at a bounded number of entries, and the next
 * follows by itself until there are rows to look at or nothing is left. What is found stays where it is.
 */
export function useJobSearch(source: string, list: JobList, direction: Direction, q: string): JobSearch {
  const query = useInfiniteQuery({
    queryKey: jobSearchKey(source, list, direction, q),
    queryFn: ({ pageParam, signal }) =>
      fetchJobPage(source, { list, direction, q, cursor: pageParam, limit: PAGE }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last: JobPage) => last.nextCursor,
    enabled: q !== "" && source !== "",
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: 60_000,
    refetchOnWindowFocus: false,
    refetchOnReconnect: false,
  });
  const [wanted, setWanted] = useState({ q, rows: ENOUGH });
  const wantedRows = wanted.q === q ? wanted.rows : ENOUGH;
  const pages = query.data?.pages;
  const jobs = useMemo(() => unique((pages ?? []).flatMap((page) => page.jobs)), [pages]);
  const last = pages?.at(-1);
  const { hasNextPage, isFetching, isError, fetchNextPage } = query;
  const more = hasNextPage && !isFetching && !isError && jobs.length < wantedRows;
  useEffect(() => {
    if (more) void fetchNextPage();
  }, [more, fetchNextPage]);

  return {
    jobs,
    page: last,
    scanned: last?.scanned ?? 0,
    total: last?.total ?? 0,
    complete: last !== undefined && last.nextCursor === null,
    searching: isFetching || more,
    error: query.error,
    takenAtMs: pages?.[0]?.nowMs ?? 0,
    goOn: () => {
      setWanted({ q, rows: jobs.length + ENOUGH });
      void fetchNextPage();
    },
    stop: () => setWanted({ q, rows: 0 }),
    again: () => {
      setWanted({ q, rows: ENOUGH });
      void query.refetch();
    },
  };
}

function unique(jobs: readonly JobEntry[]): JobEntry[] {
  const keys = identities(jobs);
  return jobs.filter((_, index) => !(keys[index] ?? "").includes("#"));
}
