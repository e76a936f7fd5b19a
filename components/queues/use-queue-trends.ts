"use client";

import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { historyQuery } from "@/lib/api/queries/overview";
import { encodeName } from "@/lib/domain/paths";

const HOUR_MS = 3_600_000;
/** A line of 96 px shows no more than this many points. */
const POINTS = 48;

/** Sizes of these queues over the last hour, thinned for a sparkline. */
export function useQueueTrends(
  source: string,
  queues: readonly string[],
): ReadonlyMap<string, readonly (number | null)[]> {
  const names = queues.map((queue) => `queue:${encodeName(queue)}:size`);
  const history = useQuery(historyQuery(source, names, HOUR_MS)).data;
  const key = names.join("\n");
  // biome-ignore lint/correctness/useExhaustiveDependencies: `key` is what `queues` says
  return useMemo(() => {
    const bySeries = new Map(history?.series.map((one) => [one.name, thin(one.values)]));
    return new Map(queues.map((queue) => [queue, bySeries.get(`queue:${encodeName(queue)}:size`) ?? []]));
  }, [history, key]);
}

function thin(values: readonly (number | null)[]): (number | null)[] {
  const step = Math.max(1, Math.ceil(values.length / POINTS));
  return values.filter((_, index) => index % step === (values.length - 1) % step);
}
