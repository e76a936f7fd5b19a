"use client";

import { useMemo } from "react";
import { useFormat } from "@/components/ui/use-format";
import { BOUNDS_MS } from "@/lib/domain/run-times";

/** The intervals of Sidekiq's histogram in words; `short` is the upper bound alone. */
export function useIntervals(): { label: string; short: string }[] {
  const { millis } = useFormat();
  return useMemo(() => {
    const last = millis(BOUNDS_MS.at(-1) ?? 0);
    const bounded = BOUNDS_MS.map((bound, index) => ({
      label: `${millis(BOUNDS_MS[index - 1] ?? 0)} – ${millis(bound)}`,
      short: millis(bound),
    }));
    return [...bounded, { label: `> ${last}`, short: `> ${last}` }];
  }, [millis]);
}
