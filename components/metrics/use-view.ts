"use client";

import { parseAsInteger, parseAsStringLiteral, useQueryState } from "nuqs";
import { useCallback, useEffect } from "react";
import { ApiError } from "@/lib/api/client";
import type { MetricsRange } from "@/lib/domain/metrics.schema";

export const RANGES = ["1h", "2h", "4h", "8h", "24h", "48h", "72h"] as const satisfies readonly MetricsRange[];

/** What the address says of the view: the range, and one bucket of it. A new range shows the whole of it. */
export function useMetricsView() {
  const [range, writeRange] = useQueryState("range", parseAsStringLiteral(RANGES).withDefault("1h"));
  const [at, writeAt] = useQueryState("at", parseAsInteger);
  const setRange = useCallback(
    (next: MetricsRange) => {
      void writeAt(null);
      void writeRange(next);
    },
    [writeAt, writeRange],
  );
  const setAt = useCallback((atMs: number | null) => void writeAt(atMs), [writeAt]);
  return { range, setRange, at, setAt };
}

/** A bucket that has left the range, or never was in it, gives way to the whole of it. */
export function useLeaveBucket(error: unknown, { at, setAt }: Pick<ReturnType<typeof useMetricsView>, "at" | "setAt">) {
  const outside = at !== null && error instanceof ApiError && error.code === "invalid_request";
  useEffect(() => {
    if (outside) setAt(null);
  }, [outside, setAt]);
}
