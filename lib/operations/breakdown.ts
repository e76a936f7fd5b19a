import "server-only";
import { limits } from "@/lib/config/limits";
import type { Operation } from "@/lib/domain/operation.schema";
import type { FrozenBatch } from "@/lib/stores/port";

/** Distinct values told apart while counting; later ones are left out of the breakdown, never out of the total. */
const DISTINCT = 5_000;
const VALUE_CHARS = 200;

const MINUTE_MS = 60_000;
const AGES = [
  { name: "10m", belowMs: 10 * MINUTE_MS },
  { name: "1h", belowMs: 60 * MINUTE_MS },
  { name: "6h", belowMs: 360 * MINUTE_MS },
  { name: "1d", belowMs: 1_440 * MINUTE_MS },
  { name: "7d", belowMs: 7 * 1_440 * MINUTE_MS },
  { name: "30d", belowMs: 30 * 1_440 * MINUTE_MS },
  { name: "older", belowMs: Number.POSITIVE_INFINITY },
  { name: "unknown", belowMs: 0 },
] as const;

function ageOf(sinceMs: number | null, nowMs: number): string {
  if (sinceMs === null) return "unknown";
  return AGES.find(({ belowMs }) => nowMs - sinceMs < belowMs)?.name ?? "older";
}

/** Counts what a frozen list is made of. */
export class BreakdownCounter {
  readonly #classes = new Map<string, number>();
  readonly #queues = new Map<string, number>();
  readonly #errors = new Map<string, number>();
  readonly #ages = new Map<string, number>();
  readonly #nowMs = Date.now();
  #unreadable = 0;
  #locked = 0;
  #batched = 0;
  #sizeBytes = 0;

  add(facts: FrozenBatch["facts"]): void {
    for (const fact of facts) {
      count(this.#classes, fact.class);
      count(this.#queues, fact.queue);
      count(this.#errors, fact.errorClass);
      count(this.#ages, ageOf(fact.sinceMs, this.#nowMs));
      if (fact.unreadable) this.#unreadable++;
      if (fact.locked) this.#locked++;
      if (fact.batched) this.#batched++;
      this.#sizeBytes += fact.sizeBytes;
    }
  }

  get sizeBytes(): number {
    return this.#sizeBytes;
  }

  result(): Operation["breakdown"] {
    return {
      classes: top(this.#classes),
      queues: top(this.#queues),
      errors: top(this.#errors),
      ages: AGES.flatMap(({ name }) => {
        const total = this.#ages.get(name) ?? 0;
        return total > 0 ? [{ value: name, count: total }] : [];
      }),
      unreadable: this.#unreadable,
      locked: this.#locked,
      batched: this.#batched,
    };
  }
}

export const emptyBreakdown = (): Operation["breakdown"] => new BreakdownCounter().result();

function count(values: Map<string, number>, value: string | null): void {
  if (value === null) return;
  const key = value.slice(0, VALUE_CHARS);
  const seen = values.get(key);
  if (seen !== undefined || values.size < DISTINCT) values.set(key, (seen ?? 0) + 1);
}

function top(values: ReadonlyMap<string, number>): { value: string; count: number }[] {
  return [...values]
    .map(([value, total]) => ({ value, count: total }))
    .sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1))
    .slice(0, limits.breakdownValues);
}
