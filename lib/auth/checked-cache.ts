import "server-only";
import { createHash } from "node:crypto";

/**
 * Remembers for a few seconds what a credential was found to be, keyed by its hash, so that one check serves
 * all requests of that time, also those that arrive while it runs. Bounded; a failure is not kept.
 */
export class CheckedCache<T> {
  readonly #entries = new Map<string, { result: Promise<T>; untilMs: number }>();
  readonly #keepMs: number;
  readonly #now: () => number;
  readonly #max: number;

  constructor(keepMs: number, now: () => number, max = 1_000) {
    this.#keepMs = keepMs;
    this.#now = now;
    this.#max = max;
  }

  get(credential: string, check: () => Promise<T>, worthKeeping: (result: T) => boolean): Promise<T> {
    const key = createHash("sha256").update(credential).digest("base64");
    const known = this.#entries.get(key);
    if (known && known.untilMs > this.#now()) return known.result;
    const result = check();
    this.#entries.delete(key);
    this.#entries.set(key, { result, untilMs: this.#now() + this.#keepMs });
    const forget = () => {
      if (this.#entries.get(key)?.result === result) this.#entries.delete(key);
    };
    result.then((value) => worthKeeping(value) || forget(), forget);
    const [oldest] = this.#entries.keys();
    if (this.#entries.size > this.#max && oldest !== undefined) this.#entries.delete(oldest);
    return result;
  }

  clear(): void {
    this.#entries.clear();
  }
}
