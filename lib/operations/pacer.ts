import "server-only";
import type { Operation } from "@/lib/domain/operation.schema";

/** Entries per second, or null for as fast as it goes. */
export function rateOf({ pace, total }: Operation): number | null {
  switch (pace.kind) {
    case "at_once":
      return null;
    case "per_sec":
      return pace.perSec;
    case "spread":
      return total / (pace.minutes * 60);
    case "canary":
      return pace.perSec;
  }
}

/**
 * How far the cursor may go by now. It counts from when this replica took the operation up: what a crash or a
 * pause held back is not made up for in one burst.
 */
export class Pacer {
  readonly #perSec: number;
  #fromMs: number;
  #fromCursor: number;

  constructor(perSec: number, cursor: number, nowMs: number) {
    this.#perSec = perSec;
    this.#fromMs = nowMs;
    this.#fromCursor = cursor;
  }

  allowed(nowMs: number): number {
    return this.#fromCursor + Math.floor(((nowMs - this.#fromMs) / 1_000) * this.#perSec);
  }

  /** Until one more than `cursor` is allowed; a while at the least, so that fast paces go in handfuls. */
  waitMs(cursor: number, nowMs: number): number {
    const dueMs = this.#fromMs + ((cursor + 1 - this.#fromCursor) / this.#perSec) * 1_000;
    return Math.max(40, dueMs - nowMs);
  }
}
