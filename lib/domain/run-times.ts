import type { MetricsRange, Quantile } from "./metrics.schema";

/** Upper bounds of Sidekiq's histogram, ms: a run counts in the first bucket it is below. One bucket more has no bound. */
export const BOUNDS_MS: readonly number[] = [
  20, 30, 45, 65, 100, 150, 225, 335, 500, 750, 1100, 1700, 2500, 3800, 5750, 8500, 13_000, 20_000, 30_000, 45_000,
  65_000, 100_000, 150_000, 225_000, 335_000,
];
export const HISTOGRAM_BUCKETS = BOUNDS_MS.length + 1;

/**
 * Where the share `q` of the runs lies, from counts per bucket. The histogram does not know more than the bucket;
 * inside it runs are taken as evenly spread. Null when nothing was counted.
 */
export function quantileOf(counts: ArrayLike<number>, q: number): Quantile | null {
  let total = 0;
  for (let index = 0; index < HISTOGRAM_BUCKETS; index += 1) total += counts[index] ?? 0;
  if (total === 0) return null;
  const rank = q * total;
  let below = 0;
  for (let index = 0; index < HISTOGRAM_BUCKETS; index += 1) {
    const count = counts[index] ?? 0;
    if (count > 0 && below + count >= rank) {
      const lowMs = index === 0 ? 0 : (BOUNDS_MS[index - 1] ?? 0);
      const highMs = BOUNDS_MS[index] ?? null;
      const ms = highMs === null ? lowMs : lowMs + ((rank - below) / count) * (highMs - lowMs);
      return { ms: Math.round(ms), lowMs, highMs };
    }
    below += count;
  }
  return null;
}

/** How far back each range goes and in which steps. */
export const METRICS_SPANS: Readonly<Record<MetricsRange, { spanMs: number; stepMs: number }>> = {
  "1h": minutes(1),
  "2h": minutes(2),
  "4h": minutes(4),
  "8h": minutes(8),
  "24h": tens(24),
  "48h": tens(48),
  "72h": tens(72),
};

function minutes(hours: number) {
  return { spanMs: hours * 3_600_000, stepMs: 60_000 };
}
function tens(hours: number) {
  return { spanMs: hours * 3_600_000, stepMs: 600_000 };
}
