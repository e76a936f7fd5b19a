"use client";

import { useMemo } from "react";
import { usePreferences } from "@/components/ui/preferences";
import { type FilterProblem, parseFilter, pinFilter, printFilter } from "@/lib/domain/filter";

/** What is sent for a filter as it is written: its times fixed, or why it is none. */
export function useSentFilter(text: string): { q: string; problem: FilterProblem | null } {
  const { zone } = usePreferences();
  return useMemo(() => {
    const parsed = parseFilter(text);
    if (!parsed.ok) return { q: "", problem: parsed };
    const offsetAt = (atMs: number) => (zone === "utc" ? 0 : -new Date(atMs).getTimezoneOffset());
    const pinned = pinFilter(parsed.filter, Date.now(), offsetAt);
    return { q: printFilter(pinned), problem: null };
  }, [text, zone]);
}
