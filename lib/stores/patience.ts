import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import { limits } from "@/lib/config/limits";
import { type ErrorCode, isAppError } from "@/lib/errors/app-error";

/** Trouble of a store that passes by itself. */
const PASSING: ReadonlySet<ErrorCode> = new Set([
  "source_frozen",
  "source_unreachable",
  "source_loading",
  "source_busy",
]);
const FIRST_MS = 250;
const MOST_MS = 5_000;

/** For long work whose steps may each be done twice: a step that meets a store in trouble is done again when that has passed. */
export class Patience {
  readonly #signal: AbortSignal;
  readonly #mostMs: number;
  #waiting = 0;
  #listener = () => {};

  constructor(signal: AbortSignal, mostMs: number = limits.storeWaitMs) {
    this.#signal = signal;
    this.#mostMs = mostMs;
  }

  /** Whether a step waits for the store now. */
  get waiting(): boolean {
    return this.#waiting > 0;
  }

  /** Resolves with null when `waiting` turns; the last one who asked hears it. */
  turned(): Promise<null> {
    return new Promise((resolve) => {
      this.#listener = () => resolve(null);
    });
  }

  /** @throws what `step` threw last, when the store stays in trouble for too long */
  async wait<T>(step: () => Promise<T>): Promise<T> {
    const deadline = Date.now() + this.#mostMs;
    let pauseMs = FIRST_MS;
    let waits = false;
    try {
      for (;;) {
        try {
          return await step();
        } catch (error) {
          if (!isAppError(error) || !PASSING.has(error.code) || Date.now() + pauseMs > deadline) throw error;
        }
        if (!waits) {
          waits = true;
          this.#count(1);
        }
        await sleep(pauseMs, undefined, { signal: this.#signal });
        pauseMs = Math.min(MOST_MS, pauseMs * 2);
      }
    } finally {
      if (waits) this.#count(-1);
    }
  }

  #count(by: 1 | -1): void {
    const before = this.waiting;
    this.#waiting += by;
    if (this.waiting !== before) this.#listener();
  }
}
