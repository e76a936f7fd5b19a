import type { ClassMetrics, MetricsOverview } from "@/lib/domain/metrics.schema";

type Values = readonly (number | null)[];

/** The last bucket is not over: at the end of a line it would look like a fall. */
export const over = <T>(values: readonly T[]): readonly T[] => values.slice(0, -1);

/** Counts per bucket as a rate per minute. */
export function perMinute(values: Values, stepMs: number): (number | null)[] {
  return over(values).map((value) => (value === null ? null : (value * 60_000) / stepMs));
}

/** Since when there is something to see; null when there is nothing. */
export function sinceOf({
  executions,
  atMs,
}: Pick<MetricsOverview | ClassMetrics, "executions" | "atMs">): number | null {
  const first = executions.findIndex((value) => value !== null);
  return first === -1 ? null : (atMs[first] ?? null);
}
