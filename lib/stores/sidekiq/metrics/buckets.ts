import "server-only";
import type { Redis } from "ioredis";
import type { MetricsRange } from "@/lib/domain/metrics.schema";
import { METRICS_SPANS } from "@/lib/domain/run-times";
import type { SidekiqContext } from "../context";
import { counter } from "../daily";
import { type HashRead, readHashes } from "./hashes";
import { type MetricsForm, MINUTE_MS, MINUTES_KEPT_MS, minuteKey, tenMinutesKey } from "./keys";
import { TimedCache } from "./timed-cache";

/** What one class did in one bucket: finished attempts, failed ones of them, ms of the successful ones. */
export interface Counts {
  p: number;
  f: number;
  ms: number;
}

/** One hash of Sidekiq's. */
export interface Part {
  readonly form: MetricsForm;
  readonly classes: ReadonlyMap<string, Readonly<Counts>>;
  readonly complete: boolean;
}

/** One step of a range with all hashes that count into it; `kept` false where Sidekiq no longer keeps it. */
export interface Bucket {
  readonly atMs: number;
  readonly parts: readonly Part[];
  readonly kept: boolean;
}

/**
 * A process writes into the minute in which it flushes, at each heartbeat. Two minutes after its end a bucket
 * stays as it is, also where a worker's clock is late by as much.
 */
export const SETTLED_AFTER_MS = 120_000;
/** How long a settled bucket is believed: a store that was flushed or restored shows within this time. */
export const BELIEVED_MS = 600_000;
/** Classes times buckets. */
const CELLS_MAX = 200_000;

/** Sidekiq's counters per class, of both versions; settled buckets are read once. */
export class BucketReader {
  readonly #ctx: SidekiqContext;
  readonly #settled = new TimedCache<Part>(CELLS_MAX, BELIEVED_MS);

  constructor(ctx: SidekiqContext) {
    this.#ctx = ctx;
  }

  /** Every bucket of the range that ends now, oldest first; `nowMs` by the store's clock. */
  async read(redis: Redis, range: MetricsRange, nowMs: number): Promise<Bucket[]> {
    const { stepMs, spanMs } = METRICS_SPANS[range];
    const starts = bucketStarts(nowMs, stepMs, spanMs);
    const wanted = starts.map((atMs) => hashesOf(atMs, stepMs, nowMs));
    const parts = await this.#parts(redis, wanted.flat(), nowMs);
    const anyTens = wanted.some((hashes) => hashes.some(({ key, tens }) => tens && !isEmpty(parts.get(key))));
    const keptSinceMs = stepMs === MINUTE_MS || anyTens ? Number.NEGATIVE_INFINITY : nowMs - MINUTES_KEPT_MS;
    return starts.map((atMs, index) => ({
      atMs,
      parts: (wanted[index] ?? []).flatMap(({ key }) => parts.get(key) ?? []),
      kept: atMs >= keptSinceMs,
    }));
  }

  async #parts(redis: Redis, hashes: readonly HashOf[], nowMs: number): Promise<Map<string, Part>> {
    const found = new Map<string, Part>();
    const missing: HashOf[] = [];
    for (const hash of hashes) {
      const part = this.#settled.get(hash.key);
      if (part === undefined) missing.push(hash);
      else found.set(hash.key, part);
    }
    const reads = await readHashes(
      redis,
      missing.map(({ key }) => this.#ctx.keys.any(key)),
    );
    for (const [index, { key, form, endMs }] of missing.entries()) {
      const read = reads[index];
      if (read === undefined) continue;
      const part = { form, ...toPart(read) };
      found.set(key, part);
      if (endMs + SETTLED_AFTER_MS < nowMs) this.#settled.set(key, part, 1 + part.classes.size);
    }
    return found;
  }
}

const isEmpty = (part: Part | undefined) => part === undefined || part.classes.size === 0;

interface HashOf {
  readonly key: string;
  readonly form: MetricsForm;
  readonly endMs: number;
  readonly tens: boolean;
}

/** Oldest first; the last one holds `nowMs`. */
export function bucketStarts(nowMs: number, stepMs: number, spanMs: number): number[] {
  const count = spanMs / stepMs;
  const last = nowMs - (nowMs % stepMs);
  return Array.from({ length: count }, (_, index) => last - (count - 1 - index) * stepMs);
}

/** 7.x has minutes alone, for eight hours; 8.x has ten minutes of its own. */
function hashesOf(atMs: number, stepMs: number, nowMs: number): HashOf[] {
  const minutes = (form: MetricsForm, count: number): HashOf[] =>
    Array.from({ length: count }, (_, index) => atMs + index * MINUTE_MS)
      .filter((startMs) => startMs <= nowMs && startMs > nowMs - MINUTES_KEPT_MS - MINUTE_MS)
      .map((startMs) => ({ key: minuteKey(form, startMs), form, endMs: startMs + MINUTE_MS, tens: false }));
  if (stepMs === MINUTE_MS) return [...minutes("seven", 1), ...minutes("eight", 1)];
  return [
    { key: tenMinutesKey(atMs), form: "eight", endMs: atMs + stepMs, tens: true },
    ...minutes("seven", stepMs / MINUTE_MS),
  ];
}

/** Fields are `CLASS|p`, `CLASS|f`, `CLASS|ms`, split as the gem does: the first two parts count. */
function toPart({ fields, complete }: HashRead): Pick<Part, "classes" | "complete"> {
  const classes = new Map<string, Counts>();
  for (const [field, value] of fields) {
    const [name = "", metric] = field.split("|", 2);
    if (metric !== "p" && metric !== "f" && metric !== "ms") continue;
    let counts = classes.get(name);
    if (counts === undefined) {
      counts = { p: 0, f: 0, ms: 0 };
      classes.set(name, counts);
    }
    counts[metric] += counter(Buffer.from(value));
  }
  return { classes, complete };
}
