import "server-only";
import type { Redis } from "ioredis";
import { HISTOGRAM_BUCKETS } from "@/lib/domain/run-times";
import { type Command, pipelined, type Reply } from "@/lib/redis/pipeline";
import type { SidekiqContext } from "../context";
import { BELIEVED_MS, SETTLED_AFTER_MS } from "./buckets";
import { histogramKey, type MetricsForm, MINUTE_MS } from "./keys";
import { TimedCache } from "./timed-cache";

/** Runs of one class in one minute per bucket of `BOUNDS_MS`, and one bucket above. */
export type Histogram = Uint16Array;

export interface HistogramOf {
  readonly form: MetricsForm;
  readonly name: string;
  readonly atMs: number;
}

const MAXIMUM = 65_535;
const KEPT_MAX = 60_000;
const BYTES = HISTOGRAM_BUCKETS * 2;

/** Sidekiq's histograms; those of settled minutes are read once. A missing or unreadable one counts nothing. */
export class HistogramReader {
  readonly #ctx: SidekiqContext;
  readonly #settled = new TimedCache<Histogram | null>(KEPT_MAX, BELIEVED_MS);

  constructor(ctx: SidekiqContext) {
    this.#ctx = ctx;
  }

  /** How many of these would have to be asked for. */
  missing(wanted: readonly HistogramOf[]): number {
    return wanted.reduce((sum, one) => sum + (this.#settled.get(keyOf(one)) === undefined ? 1 : 0), 0);
  }

  async read(redis: Redis, wanted: readonly HistogramOf[], nowMs: number): Promise<(Histogram | null)[]> {
    const found = new Map<string, Histogram | null>();
    const missing: HistogramOf[] = [];
    for (const one of wanted) {
      const known = this.#settled.get(keyOf(one));
      if (known === undefined) missing.push(one);
      else found.set(keyOf(one), known);
    }
    // Not MGET: a key of that name may hold a string of any length.
    const replies = await pipelined(
      redis,
      missing.map((one): Command => ["GETRANGE", this.#ctx.keys.any(keyOf(one)), 0, BYTES - 1]),
    );
    for (const [index, one] of missing.entries()) {
      const histogram = toHistogram(replies[index]);
      found.set(keyOf(one), histogram);
      if (one.atMs + MINUTE_MS + SETTLED_AFTER_MS < nowMs) this.#settled.set(keyOf(one), histogram, 1);
    }
    return wanted.map((one) => found.get(keyOf(one)) ?? null);
  }
}

const keyOf = ({ form, name, atMs }: HistogramOf) => histogramKey(form, name, atMs);

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
export function sumHistograms(histograms: readonly (Histogram | null)[]): { counts: number[]; saturated: boolean } {
  const counts = new Array<number>(HISTOGRAM_BUCKETS).fill(0);
  let saturated = false;
  for (const histogram of histograms) {
    if (histogram === null) continue;
    for (let index = 0; index < HISTOGRAM_BUCKETS; index += 1) {
      const count = histogram[index] ?? 0;
      if (count === MAXIMUM) saturated = true;
      counts[index] = (counts[index] ?? 0) + count;
    }
  }
  return { counts, saturated };
}
