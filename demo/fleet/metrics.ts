import type { Redis } from "ioredis";

/** Upper bounds of Sidekiq's histogram, ms; a run counts in the first bucket it is below. */
export const METRICS_BUCKETS = [
  20, 30, 45, 65, 100, 150, 225, 335, 500, 750, 1100, 1700, 2500, 3800, 5750, 8500, 13_000, 20_000, 30_000, 45_000,
  65_000, 100_000, 150_000, 225_000, 335_000,
];
const SHORT_TTL_SEC = 8 * 3600;
const MID_TTL_SEC = 3 * 86_400;

interface ClassCounts {
  processed: number;
  failed: number;
  ms: number;
  buckets: Map<number, number>;
}

/** Per-class counters between two heartbeats, written under Sidekiq 8's keys (`j|YYMMDD|H:MM`, `h|CLASS-D-H:M`). */
export class Metrics {
  private counts = new Map<string, ClassCounts>();

  success(jobClass: string, ms: number): void {
    const counts = this.of(jobClass);
    counts.processed += 1;
    counts.ms += ms;
    const found = METRICS_BUCKETS.findIndex((bound) => ms < bound);
    const bucket = found === -1 ? METRICS_BUCKETS.length : found;
    counts.buckets.set(bucket, (counts.buckets.get(bucket) ?? 0) + 1);
  }

  failure(jobClass: string): void {
    const counts = this.of(jobClass);
    counts.processed += 1;
    counts.failed += 1;
  }

  async flush(redis: Redis, now = new Date()): Promise<void> {
    const counts = this.counts;
    this.counts = new Map();
    if (counts.size === 0) return;
    const { minute, tenMinutes, histogram } = metricsKeys(now);
    const pipeline = redis.pipeline();
    for (const [jobClass, { processed, failed, ms, buckets }] of counts) {
      for (const key of [minute, tenMinutes]) {
        pipeline.hincrby(key, `${jobClass}|p`, processed).hincrby(key, `${jobClass}|ms`, Math.round(ms));
        if (failed > 0) pipeline.hincrby(key, `${jobClass}|f`, failed);
      }
      const key = histogram(jobClass);
      for (const [bucket, count] of buckets) {
        pipeline.call("BITFIELD", key, "OVERFLOW", "SAT", "INCRBY", "u16", `#${bucket}`, count);
      }
      pipeline.expire(key, SHORT_TTL_SEC);
    }
    pipeline.expire(minute, SHORT_TTL_SEC).expire(tenMinutes, MID_TTL_SEC);
    await pipeline.exec();
  }

  private of(jobClass: string): ClassCounts {
    let counts = this.counts.get(jobClass);
    if (!counts) {
      counts = { processed: 0, failed: 0, ms: 0, buckets: new Map() };
      this.counts.set(jobClass, counts);
    }
    return counts;
  }
}

export function metricsKeys(now: Date) {
  const date = now.toISOString().slice(2, 10).replaceAll("-", "");
  const hour = now.getUTCHours();
  const minute = now.getUTCMinutes();
  const padded = String(minute).padStart(2, "0");
  return {
    minute: `j|${date}|${hour}:${padded}`,
    tenMinutes: `j|${date}|${hour}:${padded[0]}`,
    histogram: (jobClass: string) => `h|${jobClass}-${now.getUTCDate()}-${hour}:${minute}`,
  };
}
