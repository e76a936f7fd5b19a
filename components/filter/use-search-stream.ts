"use client";

import { useEffect, useState } from "react";
import { type SearchQuery, searchLines } from "@/lib/api/queries/search";
import type { JobEntry } from "@/lib/domain/job.schema";
import type { SearchUpdate } from "@/lib/domain/search.schema";

export interface SearchStream {
  /** Null until the first line came. */
  update: Omit<SearchUpdate, "jobs"> | null;
  jobs: readonly JobEntry[];
  running: boolean;
  error: unknown;
  stop: () => void;
  again: () => void;
}

interface State {
  key: string;
  update: SearchStream["update"];
  jobs: readonly JobEntry[];
  running: boolean;
  error: unknown;
}

/** Runs a search as long as the component shows it; a new question ends the one before. `null` asks nothing. */
export function useSearchStream(source: string, query: SearchQuery | null): SearchStream {
  const asked = query === null ? null : JSON.stringify([source, query]);
  const [turn, setTurn] = useState(0);
  const [stopped, setStopped] = useState<string | null>(null);
  const key = `${turn} ${asked}`;
  const [state, setState] = useState<State>({ key: "", update: null, jobs: [], running: false, error: null });

  useEffect(() => {
    if (asked === null || stopped === key) return;
    const abort = new AbortController();
    const [from, wanted]: [string, SearchQuery] = JSON.parse(asked);
    const change = (next: (before: State) => State) => {
      if (abort.signal.aborted) return;
      setState((before) =>
        next(before.key === key ? before : { key, update: null, jobs: [], running: true, error: null }),
      );
    };
    const follow = async () => {
      for await (const { jobs, ...update } of searchLines(from, wanted, abort.signal)) {
        change((before) => ({
          ...before,
          update: { ...update, facets: update.facets ?? before.update?.facets ?? null },
          jobs: jobs.length === 0 ? before.jobs : [...before.jobs, ...jobs],
          running: update.state === "running",
        }));
      }
      change((before) => ({ ...before, running: false }));
    };
    follow().catch((error: unknown) => change((before) => ({ ...before, running: false, error })));
    return () => abort.abort();
  }, [asked, key, stopped]);

  const current = state.key === key;
  const waiting = asked !== null && !current && stopped !== key;
  return {
    update: current ? state.update : null,
    jobs: current ? state.jobs : NONE,
    running: stopped !== key && (waiting || (current && state.running)),
    error: current ? state.error : null,
    stop: () => setStopped(key),
    again: () => setTurn((before) => before + 1),
  };
}

const NONE: readonly JobEntry[] = [];
