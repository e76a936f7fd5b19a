import "server-only";

const BURST = 200;
const PER_MINUTE = 20;

/**
 * How many refusals a replica keeps in the stream. They are the one kind of record that anybody can make, signed
 * in or not, and a flood of them must not push the record of changes out; standard output has each of them.
 */
export class RefusalRoom {
  readonly #now: () => number;
  #left = BURST;
  #atMs: number;

  constructor(now: () => number) {
    this.#now = now;
    this.#atMs = now();
  }

  /** Counts a refusal. @returns whether there is room for it */
  take(): boolean {
    const nowMs = this.#now();
    this.#left = Math.min(BURST, this.#left + (Math.max(0, nowMs - this.#atMs) / 60_000) * PER_MINUTE);
    this.#atMs = nowMs;
    if (this.#left < 1) return false;
    this.#left -= 1;
    return true;
  }
}
