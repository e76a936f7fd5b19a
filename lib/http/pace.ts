import "server-only";
import { limits } from "@/lib/config/limits";

const CALLERS_MAX = 10_000;

/** How fast each caller may ask: a bucket of `requestsBurst` that fills by `requestsPerSec`. In this process alone. */
export class Pace {
  readonly #buckets = new Map<string, { left: number; atMs: number }>();
  readonly #now: () => number;

  constructor(now: () => number = () => performance.now()) {
    this.#now = now;
  }

  /** Counts a request. @returns whether it may go on */
  take(caller: string): boolean {
    const nowMs = this.#now();
    const bucket = this.#buckets.get(caller) ?? this.#open(caller, nowMs);
    const filled = bucket.left + ((nowMs - bucket.atMs) / 1_000) * limits.requestsPerSec;
    bucket.atMs = nowMs;
    bucket.left = Math.min(limits.requestsBurst, filled);
    if (bucket.left < 1) return false;
    bucket.left -= 1;
    return true;
  }

  #open(caller: string, nowMs: number) {
    const bucket = { left: limits.requestsBurst, atMs: nowMs };
    this.#buckets.set(caller, bucket);
    const [oldest] = this.#buckets.keys();
    if (this.#buckets.size > CALLERS_MAX && oldest !== undefined) this.#buckets.delete(oldest);
    return bucket;
  }
}
