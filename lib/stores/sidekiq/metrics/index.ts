import "server-only";
import type { Redis } from "ioredis";
import { limits } from "@/lib/config/limits";
import type { ClassMetrics, MetricsOverview } from "@/lib/domain/metrics.schema";
import { BOUNDS_MS, METRICS_SPANS, quantileOf } from "@/lib/domain/run-times";
import { AppError } from "@/lib/errors/app-error";
import { pipelined } from "@/lib/redis/pipeline";
import type { ClassMetricsRequest, Metrics, MetricsRequest } from "@/lib/stores/port";
import type { SidekiqContext } from "../context";
import { clockMs, TIME } from "../page";
import { type Bucket, BucketReader } from "./buckets";
import { type Histogram, type HistogramOf, HistogramReader, HistogramSum } from "./histograms";
import { FORMS, MINUTE_MS, MINUTES_KEPT_MS } from "./keys";
import { MarkReader } from "./marks";
import { add, figures, seriesOf } from "./rows";
import { isClosed } from "./settled";
import { Sums } from "./sums";
import { TimedCache } from "./timed-cache";

const TOP = 6;
/** How long the difference between the store's clock and ours is believed. */
const CLOCK_MS = 30_000;

/** What the closed buckets of a range add up to; run times as far as a list asked for them. */
interface ClosedSums {
  readonly sums: Sums;
  readonly times: Map<string, HistogramSum>;
}

/** Sidekiq's own metrics, of both versions together; see `keys.ts` for the bytes. */
export function createMetrics(ctx: SidekiqContext, writable: boolean): Metrics {
  const buckets = new BucketReader(ctx);
  const histograms = new HistogramReader(ctx);
  const deploys = new MarkReader(ctx);
  const clock = clockOf();
  const closedSums = new TimedCache<string, ClosedSums>(limits.metricsSums);

  /** What both answers begin with. */
  async function begin(redis: Redis, { range, atMs = null }: Pick<MetricsRequest, "range" | "atMs">) {
    const { stepMs, spanMs } = METRICS_SPANS[range];
    const nowMs = await clock(redis);
    const [all, { marks, complete }] = await Promise.all([
      buckets.read(redis, range, nowMs),
      deploys.read(redis, nowMs - spanMs, nowMs),
    ]);
    const chosen = atMs === null ? null : (all.find((bucket) => bucket.atMs === atMs - (atMs % stepMs)) ?? null);
    if (atMs !== null && chosen === null) throw new AppError("invalid_request", { field: "at" });
    const incomplete = !complete || all.some(({ parts }) => parts.some((part) => !part.complete));
    const span = { range, stepMs, atMs: all.map((bucket) => bucket.atMs), nowMs, marks, incomplete };
    return { all, chosen, nowMs, stepMs, span };
  }

  async function overview(redis: Redis, request: MetricsRequest): Promise<MetricsOverview> {
    const { all, chosen, nowMs, stepMs, span } = await begin(redis, request);
    const open = all.findIndex(({ atMs }) => !isClosed(atMs + stepMs, nowMs));
    const closed = sumsOfClosed(all, open, request);
    const whole = closed.sums.copy().add(all.slice(open));
    const { classes } = chosen === null ? whole : new Sums(request.q, 1).add([chosen]);
    const total = { ...NOTHING };
    for (const { counts } of classes.values()) add(total, counts);
    const named = [...classes]
      .map(([name, { counts }]) => ({ name, counts }))
      .sort((a, b) => b.counts.ms - a.counts.ms || (a.name < b.name ? -1 : 1))
      .slice(0, limits.metricsRows);
    const names = named.map(({ name }) => name);
    const times =
      stepMs !== MINUTE_MS
        ? new Map<string, HistogramSum>()
        : chosen === null
          ? await timesOfRange(redis, closed.times, all, open, names, nowMs)
          : await timesOf(redis, [chosen], names, nowMs);
    const top = [...whole.classes].sort(([, { counts: x }], [, { counts: y }]) => y.ms - x.ms).slice(0, TOP);
    return {
      ...span,
      bucketMs: chosen?.atMs ?? null,
      executions: whole.executions,
      failures: whole.failures,
      top: top.map(([name]) => ({ class: name, totalMs: seriesOf(all, "ms", name) })),
      classes: named.map(({ name, counts }) => ({
        class: name,
        ...figures(counts, times.get(name)?.counts ?? null),
        trend: whole.classes.get(name)?.trend ?? [],
      })),
      classTotal: classes.size,
      totals: { executions: total.p, failures: total.f },
    };
  }

  /** Of the buckets before `open`, reckoned once until the range moves on. */
  function sumsOfClosed(all: readonly Bucket[], open: number, { range, q }: MetricsRequest): ClosedSums {
    const key = `${range} ${all[0]?.atMs} ${open} ${q ?? ""}`;
    const known = closedSums.get(key);
    if (known !== undefined) return known;
    const sums = new Sums(q, all.length).add(all.slice(0, open));
    const closed = { sums, times: new Map() };
    closedSums.set(key, closed, sums.classes.size, MINUTE_MS);
    return closed;
  }

  /** Run times per class over the range: what `closed` holds of the buckets before `open`, and those after it. */
  async function timesOfRange(
    redis: Redis,
    closed: Map<string, HistogramSum>,
    all: readonly Bucket[],
    open: number,
    names: readonly string[],
    nowMs: number,
  ) {
    const unknown = names.filter((name) => !closed.has(name));
    if (unknown.length > 0) {
      for (const [name, sum] of await timesOf(redis, all.slice(0, open), unknown, nowMs)) closed.set(name, sum);
    }
    const times = await timesOf(redis, all.slice(open), names, nowMs);
    for (const [name, sum] of times) {
      const before = closed.get(name);
      if (before === undefined) times.delete(name);
      else sum.addSum(before);
    }
    return times;
  }

  /** Run times per class over these minutes, as far as the bound on reads allows: the longest-running first. */
  async function timesOf(redis: Redis, counted: readonly Bucket[], names: readonly string[], nowMs: number) {
    const sums = new Map(names.map((name) => [name, new HistogramSum()]));
    const missing = new Map<string, HistogramOf[]>();
    for (const { atMs, parts } of counted) {
      for (const { form, classes } of parts) {
        const known = histograms.known(form, atMs);
        for (const [name, counts] of classes) {
          const sum = timed(counts) ? sums.get(name) : undefined;
          if (sum === undefined) continue;
          const histogram = known?.get(name);
          if (histogram !== undefined) sum.add(histogram);
          else listOf(missing, name).push({ form, name, atMs });
        }
      }
    }
    const wanted: HistogramOf[] = [];
    for (const name of names) {
      const ofClass = missing.get(name) ?? [];
      if (wanted.length + ofClass.length > limits.metricsHistograms) sums.delete(name);
      else wanted.push(...ofClass);
    }
    for (const [index, histogram] of (await histograms.read(redis, wanted, nowMs)).entries()) {
      sums.get(wanted[index]?.name ?? "")?.add(histogram);
    }
    return sums;
  }

  async function ofClass(redis: Redis, request: ClassMetricsRequest): Promise<ClassMetrics> {
    const { all, chosen, nowMs, stepMs, span } = await begin(redis, request);
    const name = request.class;
    const total = { ...NOTHING };
    for (const { parts } of all) for (const { classes } of parts) add(total, classes.get(name) ?? NOTHING);
    const times = await timesPerBucket(redis, all, name, nowMs, stepMs);
    const whole = new HistogramSum();
    for (const histogram of [...times.values()].flat()) whole.add(histogram);
    const { counts, saturated } = whole;
    const sums = all.map(({ atMs }) => {
      const sum = new HistogramSum();
      for (const histogram of times.get(atMs) ?? []) sum.add(histogram);
      return sum.counts;
    });
    const quantiles = (q: number) => sums.map((sum) => quantileOf(sum, q)?.ms ?? null);
    const size = Math.ceil(all.length / limits.metricsHeatColumns);
    return {
      ...span,
      class: name,
      totals: figures(total, counts),
      executions: seriesOf(all, "p", name),
      failures: seriesOf(all, "f", name),
      totalMs: seriesOf(all, "ms", name),
      p50: quantiles(0.5),
      p95: quantiles(0.95),
      p99: quantiles(0.99),
      boundsMs: [...BOUNDS_MS],
      counts,
      heat: Array.from({ length: Math.ceil(all.length / size) }, (_, column) => ({
        atMs: all[column * size]?.atMs ?? 0,
        stepMs: stepMs * size,
        counts: sumOf(sums.slice(column * size, (column + 1) * size)),
      })),
      saturated,
      bucket: chosen && bucketOf(chosen, name, sums[all.indexOf(chosen)] ?? []),
    };
  }

  /** The histograms of one class by the bucket of the range they belong to; kept for eight hours. */
  async function timesPerBucket(redis: Redis, all: readonly Bucket[], name: string, nowMs: number, stepMs: number) {
    const wanted = all.flatMap(({ atMs, parts }) => {
      if (!parts.some(({ classes }) => timed(classes.get(name)))) return [];
      return Array.from({ length: stepMs / MINUTE_MS }, (_, index) => atMs + index * MINUTE_MS)
        .filter((minuteMs) => minuteMs <= nowMs && minuteMs > nowMs - MINUTES_KEPT_MS - MINUTE_MS)
        .flatMap((minuteMs) => FORMS.map((form): HistogramOf => ({ form, name, atMs: minuteMs })));
    });
    const byBucket = new Map<number, Histogram[]>();
    const keep = (atMs: number, histogram: Histogram | null) => {
      if (histogram !== null) listOf(byBucket, atMs - (atMs % stepMs)).push(histogram);
    };
    const missing = wanted.filter((one) => {
      const known = histograms.known(one.form, one.atMs)?.get(name);
      if (known !== undefined) keep(one.atMs, known);
      return known === undefined;
    });
    for (const [index, histogram] of (await histograms.read(redis, missing, nowMs)).entries()) {
      keep(missing[index]?.atMs ?? 0, histogram);
    }
    return byBucket;
  }

  return {
    overview: (request) => ctx.link.bulk((redis) => overview(redis, request)),
    ofClass: (request) => ctx.link.bulk((redis) => ofClass(redis, request)),
    ...(writable && { mark: (label: string) => deploys.write(label) }),
  };
}

function listOf<Key, Value>(lists: Map<Key, Value[]>, key: Key): Value[] {
  let list = lists.get(key);
  if (list === undefined) {
    list = [];
    lists.set(key, list);
  }
  return list;
}

const NOTHING = { p: 0, f: 0, ms: 0 };

/** Only what succeeded, or was interrupted in between, has a run time. */
const timed = (counts: { p: number; f: number; ms: number } | undefined) =>
  counts !== undefined && (counts.p > counts.f || counts.ms > 0);

function bucketOf({ atMs, parts }: Bucket, name: string, counts: readonly number[]) {
  const total = { ...NOTHING };
  for (const { classes } of parts) add(total, classes.get(name) ?? NOTHING);
  return { atMs, ...figures(total, counts), counts: [...counts] };
}

function sumOf(columns: readonly (readonly number[])[]): number[] {
  const [first = [], ...rest] = columns;
  return first.map((value, index) => rest.reduce((sum, column) => sum + (column[index] ?? 0), value));
}

/** The store's clock, asked twice a minute; in between ours with the difference that was found. */
function clockOf(): (redis: Redis) => Promise<number> {
  let offsetMs = 0;
  let untilMs = 0;
  return async (redis) => {
    if (Date.now() >= untilMs) {
      const [time] = await pipelined(redis, [TIME]);
      offsetMs = clockMs(time) - Date.now();
      untilMs = Date.now() + CLOCK_MS;
    }
    return Date.now() + offsetMs;
  };
}
