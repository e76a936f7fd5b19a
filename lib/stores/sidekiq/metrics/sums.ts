import "server-only";
import { limits } from "@/lib/config/limits";
import type { Bucket, Counts } from "./buckets";
import { add } from "./rows";

/** Columns of a trend: the buckets of a range in at most so many equal parts. */
const TREND_COLUMNS = 60;

interface ClassSums {
  readonly counts: Counts;
  /** Executions in equal parts of the range. */
  readonly trend: number[];
}

/** What the buckets of a range add up to, for the classes whose name holds `q` whatever its case. */
export class Sums {
  readonly classes = new Map<string, ClassSums>();
  /** One value per bucket that was added, null where Sidekiq keeps none. */
  readonly executions: (number | null)[] = [];
  readonly failures: (number | null)[] = [];
  readonly #q: string | null;
  readonly #buckets: number;
  readonly #wanted: (name: string) => boolean;
  readonly #column: number;
  readonly #columns: number;

  constructor(q: string | null, buckets: number) {
    this.#q = q;
    this.#buckets = buckets;
    const part = q?.toLowerCase() ?? "";
    this.#wanted = part === "" ? () => true : (name) => name.toLowerCase().includes(part);
    this.#column = Math.ceil(buckets / TREND_COLUMNS);
    this.#columns = Math.ceil(buckets / this.#column);
  }

  /** The same sums, to go on from. */
  copy(): Sums {
    const copy = new Sums(this.#q, this.#buckets);
    copy.executions.push(...this.executions);
    copy.failures.push(...this.failures);
    for (const [name, { counts, trend }] of this.classes) {
      copy.classes.set(name, { counts: { ...counts }, trend: trend.slice() });
    }
    return copy;
  }

  /** The next buckets of the range. */
  add(buckets: readonly Bucket[]): this {
    for (const { parts, kept } of buckets) {
      const column = Math.floor(this.executions.length / this.#column);
      let executions = 0;
      let failures = 0;
      for (const { classes } of parts) {
        for (const [name, counts] of classes) {
          const sums = this.classes.get(name) ?? this.#admit(name);
          if (sums === undefined) continue;
          add(sums.counts, counts);
          sums.trend[column] = (sums.trend[column] ?? 0) + counts.p;
          executions += counts.p;
          failures += counts.f;
        }
      }
      this.executions.push(kept ? executions : null);
      this.failures.push(kept ? failures : null);
    }
    return this;
  }

  #admit(name: string): ClassSums | undefined {
    if (this.classes.size >= limits.metricsClasses || !this.#wanted(name)) return undefined;
    const sums = { counts: { p: 0, f: 0, ms: 0 }, trend: new Array<number>(this.#columns).fill(0) };
    this.classes.set(name, sums);
    return sums;
  }
}
