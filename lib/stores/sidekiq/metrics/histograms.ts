import "server-only";
import type { Redis } from "ioredis";
import { limits } from "@/lib/config/limits";
import { HISTOGRAM_BUCKETS } from "@/lib/domain/run-times";
import { type Command, pipelined, type Reply } from "@/lib/redis/pipeline";
import type { SidekiqContext } from "../context";
import { histogramKey, type MetricsForm, MINUTE_MS } from "./keys";
import { keepMsOf } from "./settled";
import { TimedCache } from "./timed-cache";

/** Runs of one class in one minute per bucket of `BOUNDS_MS`, and one bucket above. */
export type Histogram = Uint16Array;

export interface HistogramOf {
  readonly form: MetricsForm;
  readonly name: string;
  readonly atMs: number;
}

/** Of one minute, by class; null where there is none. */
type Shelf = Map<string, Histogram | null>;

const MAXIMUM = 65_535;
const BYTES = HISTOGRAM_BUCKETS * 2;

/** Sidekiq's histograms; those of settled minutes are read once. A missing or unreadable one counts nothing. */
export class HistogramReader {
  readonly #ctx: SidekiqContext;
  readonly #shelves: Record<MetricsForm, TimedCache<number, Shelf>> = {
    seven: new TimedCache(limits.metricsHistogramsKept),
    eight: new TimedCache(limits.metricsHistogramsKept),
  };

  constructor(ctx: SidekiqContext) {
    this.#ctx = ctx;
  }

  /** What is known of the minute: undefined of a class means it was not read. */
  known(form: MetricsForm, atMs: number): ReadonlyMap<string, Histogram | null> | undefined {
    return this.#shelves[form].get(atMs);
  }

  /** Reads these, and keeps them. */
  async read(redis: Redis, wanted: readonly HistogramOf[], nowMs: number): Promise<(Histogram | null)[]> {
    // Not MGET: a key of that name may hold a string of any length.
    const replies = await pipelined(
      redis,
      wanted.map(({ form, name, atMs }): Command => {
        return ["GETRANGE", this.#ctx.keys.any(histogramKey(form, name, atMs)), 0, BYTES - 1];
      }),
    );
    return wanted.map(({ form, name, atMs }, index) => {
      const histogram = toHistogram(replies[index]);
      this.#shelf(form, atMs, nowMs).set(name, histogram);
      this.#shelves[form].grew(atMs, 1);
      return histogram;
    });
  }

  #shelf(form: MetricsForm, atMs: number, nowMs: number): Shelf {
    const known = this.#shelves[form].get(atMs);
    if (known !== undefined) return known;
    const shelf: Shelf = new Map();
    this.#shelves[form].set(atMs, shelf, 0, keepMsOf(atMs + MINUTE_MS, nowMs));
    return shelf;
  }
}

/** `BITFIELD … INCRBY u16 #i`: big-endian, only as long as the highest bucket used. */
function toHistogram(reply: Reply | undefined): Histogram | null {
  if (!Buffer.isBuffer(reply) || reply.length < 2) return null;
  const counts = new Uint16Array(HISTOGRAM_BUCKETS);
  for (let index = 0; index < HISTOGRAM_BUCKETS && index * 2 + 1 < reply.length; index += 1) {
    counts[index] = reply.readUInt16BE(index * 2);
  }
  return counts;
}

/** Runs of several histograms together, and whether a counter among them is at its end. */
export class HistogramSum {
  readonly counts = new Array<number>(HISTOGRAM_BUCKETS).fill(0);
  saturated = false;

  add(histogram: Histogram | null | undefined): void {
    if (histogram == null) return;
    for (let index = 0; index < HISTOGRAM_BUCKETS; index += 1) {
      const count = histogram[index] ?? 0;
      if (count === 0) continue;
      if (count === MAXIMUM) this.saturated = true;
      this.counts[index] = (this.counts[index] ?? 0) + count;
    }
  }
  addSum({ counts, saturated }: HistogramSum): void {
    this.saturated ||= saturated;
    for (const [index, count] of counts.entries()) this.counts[index] = (this.counts[index] ?? 0) + count;
  }
}
