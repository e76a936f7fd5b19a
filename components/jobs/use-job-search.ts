"use client";

import { useMemo, useState } from "react";
import { useSearchStream } from "@/components/filter/use-search-stream";
import type { Direction } from "@/lib/api/queries/jobs";
import { fetchJobPage, type JobList } from "@/lib/api/queries/jobs";
import { identities } from "@/lib/domain/identity";
import type { JobEntry } from "@/lib/domain/job.schema";
import type { SearchFacets } from "@/lib/domain/search.schema";

/** Rows that come with the search itself, and with each step behind them. */
const ROWS = 50;

export interface JobSearch {
  jobs: readonly JobEntry[];
  scanned: number;
  total: number | null;
  found: number;
  complete: boolean;
  running: boolean;
  slowed: boolean;
  facets: SearchFacets | null;
  error: unknown;
  takenAtMs: number;
  stop: () => void;
  again: () => void;
  /** Reads the rows that follow; null when all that was found is shown. */
  more: (() => void) | null;
  loadingMore: boolean;
}

interface More {
  /** The search whose rows these follow. */
  of: number;
  jobs: readonly JobEntry[];
  cursor: string | null;
  loading: boolean;
  error: unknown;
}

/**
 * Looks for what a filter means through a list of any size, in one pass that also counts it. The first rows come
 * with it; those behind are read from where it left off. What is found stays where it is.
 */
export function useJobSearch(source: string, list: JobList, direction: Direction, q: string): JobSearch {
  const asked = q !== "" && source !== "";
  const stream = useSearchStream(source, asked ? { place: list, q, rows: ROWS, direction } : null);
  const { update } = stream;
  const takenAtMs = update?.nowMs ?? 0;
  const [further, setFurther] = useState<More>({ of: 0, jobs: [], cursor: null, loading: false, error: null });
  const current = further.of === takenAtMs ? further : null;
  const jobs = useMemo(() => unique([...stream.jobs, ...(current?.jobs ?? [])]), [stream.jobs, current]);
  const cursor = current === null ? (update?.places[0]?.cursor ?? null) : current.cursor;

  const readMore = async (from: string) => {
    const before: More = current ?? { of: takenAtMs, jobs: [], cursor: from, loading: false, error: null };
    setFurther({ ...before, loading: true, error: null });
    try {
      const view = { list, direction, q, cursor: from, limit: ROWS };
      const page = await fetchJobPage(source, view, new AbortController().signal);
      setFurther({ ...before, jobs: [...before.jobs, ...page.jobs], cursor: page.nextCursor, loading: false });
    } catch (error) {
      setFurther({ ...before, loading: false, error });
    }
  };

  return {
    jobs,
    scanned: update?.scanned ?? 0,
    total: update?.total ?? null,
    found: update?.found ?? 0,
    complete: update?.state === "done",
    running: stream.running,
    slowed: update?.slowed ?? false,
    facets: update?.facets ?? null,
    error: stream.error ?? current?.error ?? null,
    takenAtMs,
    stop: stream.stop,
    again: stream.again,
    more: cursor === null || current?.loading ? null : () => void readMore(cursor),
    loadingMore: current?.loading ?? false,
  };
}

function unique(jobs: readonly JobEntry[]): JobEntry[] {
  const keys = identities(jobs);
  return jobs.filter((_, index) => !(keys[index] ?? "").includes("#"));
}
