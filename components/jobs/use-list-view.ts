"use client";

import { parseAsString, parseAsStringLiteral, useQueryStates } from "nuqs";
import type { Direction } from "@/lib/api/queries/jobs";

const DIRECTIONS = ["forward", "backward"] as const satisfies readonly Direction[];

/** The whole view of a list is in its address; below a Suspense boundary only. */
export function useListView() {
  const [view, setView] = useQueryStates(
    {
      q: parseAsString.withDefault(""),
      cursor: parseAsString,
      order: parseAsStringLiteral(DIRECTIONS).withDefault("forward"),
      job: parseAsString,
    },
    { history: "replace", scroll: false },
  );
  return {
    ...view,
    setFilter: (q: string) => setView({ q: q === "" ? null : q, cursor: null, job: null }),
    setOrder: (order: Direction) => setView({ order, cursor: null, job: null }),
    setCursor: (cursor: string | null) => setView({ cursor, job: null }, { history: "push" }),
    setJob: (job: string | null) => setView({ job }),
  };
}
