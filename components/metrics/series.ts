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

/** Where the time axis of every chart of a page ends: with the bucket that is not over. */
export function endOf({ atMs, stepMs }: Pick<MetricsOverview, "atMs" | "stepMs">): number {
  return (atMs.at(-1) ?? 0) + stepMs;
}

/** `Billing::ChargeCardJob` → `ChargeCardJob`: where room is dear and the whole name stands elsewhere. */
export const shortClass = (name: string) => name.split("::").at(-1) || name;
