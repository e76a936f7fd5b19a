import "server-only";
import { limits } from "@/lib/config/limits";
import type { ClassRow } from "@/lib/domain/metrics.schema";
import { quantileOf } from "@/lib/domain/run-times";
import type { Bucket, Counts } from "./buckets";

/** Sums per class over some buckets, for the classes whose name holds `q` whatever its case. */
export function totalsOf(buckets: readonly Bucket[], q: string | null): Map<string, Counts> {
  const totals = new Map<string, Counts>();
  const wanted = filterOf(q);
  for (const { parts } of buckets) {
    for (const { classes } of parts) {
      for (const [name, counts] of classes) {
        let total = totals.get(name);
        if (total === undefined) {
          if (totals.size >= limits.metricsClasses || !wanted(name)) continue;
          total = { p: 0, f: 0, ms: 0 };
          totals.set(name, total);
        }
        add(total, counts);
      }
    }
  }
  return totals;
}

/** One value per bucket, null where Sidekiq keeps none; `names` null = every class. */
export function seriesOf(
  buckets: readonly Bucket[],
  metric: keyof Counts,
  names: ReadonlyMap<string, unknown> | ReadonlySet<string>,
): (number | null)[] {
  return buckets.map(({ parts, kept }) => {
    if (!kept) return null;
    let sum = 0;
    for (const { classes } of parts) {
      if (names.size === 1) {
        for (const name of names.keys()) sum += classes.get(name)?.[metric] ?? 0;
      } else for (const [name, counts] of classes) if (names.has(name)) sum += counts[metric];
    }
    return sum;
  });
}

/** Executions in at most 60 equal parts of the range. */
export function trendOf(buckets: readonly Bucket[], name: string): number[] {
  const size = Math.ceil(buckets.length / 60);
  const trend = new Array<number>(Math.ceil(buckets.length / size)).fill(0);
  for (const [index, { parts }] of buckets.entries()) {
    const at = Math.floor(index / size);
    for (const { classes } of parts) trend[at] = (trend[at] ?? 0) + (classes.get(name)?.p ?? 0);
  }
  return trend;
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

function filterOf(q: string | null): (name: string) => boolean {
  if (q === null || q === "") return () => true;
  const wanted = q.toLowerCase();
  return (name) => name.toLowerCase().includes(wanted);
}
