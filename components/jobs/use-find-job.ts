"use client";

import { useInfiniteQuery, useQuery } from "@tanstack/react-query";
import { useEffect, useMemo } from "react";
import { ApiError } from "@/lib/api/client";
import { entryQuery, findJob, findKey } from "@/lib/api/queries/jobs";
import { identities } from "@/lib/domain/identity";
import type { FindResult, JobDetail } from "@/lib/domain/job.schema";

const FOLLOW_MS = 1_000;
/** A job that is nowhere may come back: looked for often where one request sees everything, rarely in a large store. */
const LOOK_AGAIN_MS = { small: 2_000, large: 15_000 } as const;

export interface FoundJob {
  /** Every place it was found in, the one that says most about it first. */
  places: readonly JobDetail[];
  scanned: number;
  total: number;
  complete: boolean;
  error: unknown;
  retry: () => void;
  nowMs: number;
}

const RANK = { running: 0, retry: 1, queue: 2, scheduled: 3, dead: 4 } as const;

/**
 * Looks for a job in every place, step by step, and then watches the place it was found in. When it leaves
 * that place the search starts over, so the page follows it wherever it goes.
 */
export function useFindJob(source: string, id: string): FoundJob {
  const search = useInfiniteQuery({
    queryKey: findKey(source, id),
    queryFn: ({ pageParam, signal }) => findJob(source, id, pageParam, signal),
    initialPageParam: null as string | null,
    getNextPageParam: (last: FindResult) => last.cursor,
    enabled: source !== "" && id !== "",
    refetchOnWindowFocus: false,
    refetchInterval: (query) => {
      const pages = query.state.data?.pages ?? [];
      const found = pages.some((page) => page.places.length > 0);
      const complete = pages.at(-1)?.cursor === null;
      if (!complete || found) return false;
      return pages.length === 1 ? LOOK_AGAIN_MS.small : LOOK_AGAIN_MS.large;
    },
  });
  const pages = search.data?.pages;
  const places = useMemo(() => distinct((pages ?? []).flatMap((page) => page.places)), [pages]);
  const last = pages?.at(-1);
  const { hasNextPage, isFetching, isError, fetchNextPage, refetch } = search;
  useEffect(() => {
    if (hasNextPage && !isFetching && !isError) void fetchNextPage();
  }, [hasNextPage, isFetching, isError, fetchNextPage]);

  const main = places[0];
  const watch = useQuery({
    ...entryQuery(source, main?.ref ?? ""),
    enabled: main !== undefined && !isFetching,
    refetchInterval: FOLLOW_MS,
    retry: false,
  });
  const left = watch.error instanceof ApiError && watch.error.code === "job_not_found" && watch.fetchStatus === "idle";
  const lostRef = left ? main?.ref : undefined;
  useEffect(() => {
    if (lostRef !== undefined) void refetch();
  }, [lostRef, refetch]);

  const newest =
    watch.data !== undefined && main !== undefined && watch.data.ref === main.ref && !left ? watch.data : main;
  return {
    places: newest === undefined ? places : [newest, ...places.slice(1)],
    scanned: last?.scanned ?? 0,
    total: last?.total ?? 0,
    complete: last?.complete ?? false,
    error: search.error,
    retry: () => void refetch(),
    nowMs: last?.nowMs ?? 0,
  };
}

function distinct(places: readonly JobDetail[]): JobDetail[] {
  const keys = identities(places);
  return places
    .filter((_, index) => !(keys[index] ?? "").includes("#"))
    .sort((left, right) => RANK[left.place.kind] - RANK[right.place.kind]);
}
