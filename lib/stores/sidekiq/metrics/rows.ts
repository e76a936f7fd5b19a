import "server-only";
import type { ClassRow } from "@/lib/domain/metrics.schema";
import { quantileOf } from "@/lib/domain/run-times";
import type { Bucket, Counts } from "./buckets";

/** One value of a class per bucket, null where Sidekiq keeps none. */
export function seriesOf(buckets: readonly Bucket[], metric: keyof Counts, name: string): (number | null)[] {
  return buckets.map(({ parts, kept }) => {
    if (!kept) return null;
    return parts.reduce((sum, { classes }) => sum + (classes.get(name)?.[metric] ?? 0), 0);
  });
}

/** A class's numbers as the API says them; the mean as the gem computes it, over what did not fail. */
export function figures({ p, f, ms }: Counts, histogram: readonly number[] | null): Omit<ClassRow, "class" | "trend"> {
  const succeeded = p - f;
  return {
    executions: p,
    failures: f,
    totalMs: ms,
    meanMs: succeeded === 0 ? null : ms / succeeded,
    p50: histogram && quantileOf(histogram, 0.5),
    p95: histogram && quantileOf(histogram, 0.95),
    p99: histogram && quantileOf(histogram, 0.99),
  };
}

export function add(total: Counts, counts: Readonly<Counts>): void {
  total.p += counts.p;
  total.f += counts.f;
  total.ms += counts.ms;
}
