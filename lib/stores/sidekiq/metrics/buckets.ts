import "server-only";
import type { Redis } from "ioredis";
import { limits } from "@/lib/config/limits";
import type { MetricsRange } from "@/lib/domain/metrics.schema";
import { METRICS_SPANS } from "@/lib/domain/run-times";
import type { SidekiqContext } from "../context";
import { counter } from "../daily";
import { type HashRead, readHashes } from "./hashes";
import { type MetricsForm, MINUTE_MS, MINUTES_KEPT_MS, minuteKey, TEN_MINUTES_MS, tenMinutesKey } from "./keys";
import { keepMsOf } from "./settled";
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

/** Sidekiq's counters per class, of both versions; settled buckets are read once. */
export class BucketReader {
  readonly #ctx: SidekiqContext;
  readonly #known: Record<HashKind, TimedCache<number, Part>> = {
    seven: new TimedCache(limits.metricsCells),
    eight: new TimedCache(limits.metricsCells),
    tens: new TimedCache(limits.metricsCells),
  };

  constructor(ctx: SidekiqContext) {
    this.#ctx = ctx;
  }

  /** Every bucket of the range that ends now, oldest first; `nowMs` by the store's clock. */
  async read(redis: Redis, range: MetricsRange, nowMs: number): Promise<Bucket[]> {
    const { stepMs, spanMs } = METRICS_SPANS[range];
    const starts = bucketStarts(nowMs, stepMs, spanMs);
    const wanted = starts.map((atMs) => hashesOf(atMs, stepMs, nowMs));
    const parts = wanted.map((hashes) => hashes.map(({ kind, atMs }) => this.#known[kind].get(atMs)));
    const missing = wanted.flatMap((hashes, bucket) =>
      hashes.flatMap((hash, place) => (parts[bucket]?.[place] === undefined ? [{ hash, bucket, place }] : [])),
    );
    const reads = await readHashes(
      redis,
      missing.map(({ hash }) => this.#ctx.keys.any(keyOf(hash))),
    );
    for (const [index, { hash, bucket, place }] of missing.entries()) {
      const read = reads[index];
      const row = parts[bucket];
      if (read === undefined || row === undefined) continue;
      const part = { form: formOf(hash.kind), ...toPart(read) };
      row[place] = part;
      this.#known[hash.kind].set(hash.atMs, part, 1 + part.classes.size, keepMsOf(endOf(hash), nowMs));
    }
    const anyTens = wanted.some((hashes, bucket) =>
      hashes.some(({ kind }, place) => kind === "tens" && (parts[bucket]?.[place]?.classes.size ?? 0) > 0),
    );
    const keptSinceMs = stepMs === MINUTE_MS || anyTens ? Number.NEGATIVE_INFINITY : nowMs - MINUTES_KEPT_MS;
    return starts.map((atMs, index) => ({
      atMs,
      parts: (parts[index] ?? []).filter((part) => part !== undefined),
      kept: atMs >= keptSinceMs,
    }));
  }
}

/** The hash of a minute in either form, or of ten minutes. */
type HashKind = MetricsForm | "tens";

interface HashOf {
  readonly kind: HashKind;
  readonly atMs: number;
}

const formOf = (kind: HashKind): MetricsForm => (kind === "tens" ? "eight" : kind);
const endOf = ({ kind, atMs }: HashOf) => atMs + (kind === "tens" ? TEN_MINUTES_MS : MINUTE_MS);
const keyOf = ({ kind, atMs }: HashOf) => (kind === "tens" ? tenMinutesKey(atMs) : minuteKey(kind, atMs));

/** Oldest first; the last one holds `nowMs`. */
export function bucketStarts(nowMs: number, stepMs: number, spanMs: number): number[] {
  const count = spanMs / stepMs;
  const last = nowMs - (nowMs % stepMs);
  return Array.from({ length: count }, (_, index) => last - (count - 1 - index) * stepMs);
}

/** 7.x has minutes alone, for eight hours; 8.x has ten minutes of its own. */
function hashesOf(atMs: number, stepMs: number, nowMs: number): HashOf[] {
  const minutes = (kind: MetricsForm, count: number): HashOf[] =>
    Array.from({ length: count }, (_, index) => atMs + index * MINUTE_MS)
      .filter((startMs) => startMs <= nowMs && startMs > nowMs - MINUTES_KEPT_MS - MINUTE_MS)
      .map((startMs) => ({ kind, atMs: startMs }));
  if (stepMs === MINUTE_MS) return [...minutes("seven", 1), ...minutes("eight", 1)];
  return [{ kind: "tens", atMs }, ...minutes("seven", stepMs / MINUTE_MS)];
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
