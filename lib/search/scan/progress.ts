import "server-only";
import type { JobEntry } from "@/lib/domain/job.schema";
import type { SearchedPlace, SearchUpdate } from "@/lib/domain/search.schema";
import type { SearchStep } from "@/lib/stores/port";
import { FacetCounts } from "./facets";

/** Turns the steps of a search into what is told of it: sums, rows since the last telling, facets. */
export class SearchProgress {
  readonly #facets = new FacetCounts();
  #places: SearchedPlace[] = [];
  #jobs: JobEntry[] = [];
  #slowed = false;
  #nowMs = 0;

  take(step: SearchStep): void {
    if (step.kind === "places") {
      this.#nowMs = step.nowMs;
      this.#places = step.places.map(({ place, total }) => ({
        place,
        total,
        scanned: 0,
        found: 0,
        complete: false,
        cursor: null,
        error: null,
      }));
      return;
    }
    const place = this.#places.find((each) => each.place === step.place);
    if (place) {
      place.scanned += step.scanned;
      place.found += step.facts.length;
      place.complete ||= step.complete;
      place.cursor ??= step.cursor;
      place.error ??= step.error;
      if (place.total !== null) place.total = Math.max(place.total, place.scanned);
    }
    this.#slowed = step.slowed;
    this.#jobs.push(...step.jobs);
    this.#facets.add(step.facts, this.#nowMs);
  }

  /** Whether there are rows nobody was told of. */
  get hasRows(): boolean {
    return this.#jobs.length > 0;
  }

  tell(state: SearchUpdate["state"], withFacets: boolean, error: string | null = null): SearchUpdate {
    const jobs = this.#jobs;
    this.#jobs = [];
    const totals = this.#places.map(({ total }) => total);
    return {
      state,
      scanned: sum(this.#places.map(({ scanned }) => scanned)),
      total: totals.includes(null) ? null : sum(totals.map((total) => total ?? 0)),
      found: sum(this.#places.map(({ found }) => found)),
      places: this.#places.map((place) => ({ ...place })),
      jobs,
      facets: withFacets ? this.#facets.facets() : null,
      slowed: this.#slowed,
      nowMs: this.#nowMs,
      error,
    };
  }
}

const sum = (numbers: readonly number[]) => numbers.reduce((total, number) => total + number, 0);
