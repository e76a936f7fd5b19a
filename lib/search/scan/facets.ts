import "server-only";
import { limits } from "@/lib/config/limits";
import type { Facet, SearchFacets } from "@/lib/domain/search.schema";
import type { FoundFacts } from "@/lib/stores/port";

const MINUTE = 60_000;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
/** The bounds of the age's bars; each is a length a person says. */
export const AGE_BOUNDS_MS = [MINUTE, 10 * MINUTE, HOUR, 6 * HOUR, DAY, 7 * DAY, 30 * DAY] as const;

/** Counts what was found by class, queue, error and age, in bounded memory. */
export class FacetCounts {
  readonly #class = new ValueCounts();
  readonly #queue = new ValueCounts();
  readonly #error = new ValueCounts();
  readonly #age = new Array<number>(AGE_BOUNDS_MS.length + 1).fill(0);

  add(facts: readonly FoundFacts[], nowMs: number): void {
    for (const each of facts) {
      this.#class.add(each.class);
      this.#queue.add(each.queue);
      this.#error.add(each.error);
      if (each.createdAtMs === null) continue;
      const age = nowMs - each.createdAtMs;
      const index = AGE_BOUNDS_MS.findIndex((bound) => age < bound);
      const bar = index < 0 ? AGE_BOUNDS_MS.length : index;
      this.#age[bar] = (this.#age[bar] ?? 0) + 1;
    }
  }

  facets(): SearchFacets {
    return {
      class: this.#class.facet(),
      queue: this.#queue.facet(),
      error: this.#error.facet(),
      age: this.#age.map((count, index) => ({ belowMs: AGE_BOUNDS_MS[index] ?? null, count })),
    };
  }
}

class ValueCounts {
  readonly #counts = new Map<string, number>();
  #other = 0;

  add(value: string | null): void {
    if (value === null) return;
    const known = this.#counts.get(value);
    if (known !== undefined || this.#counts.size < limits.facetValues) this.#counts.set(value, (known ?? 0) + 1);
    else this.#other++;
  }

  facet(): Facet {
    const values = [...this.#counts].map(([value, count]) => ({ value, count }));
    values.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
    const rest = values.slice(limits.facetShown).reduce((sum, { count }) => sum + count, 0);
    return { values: values.slice(0, limits.facetShown), other: this.#other + rest };
  }
}
