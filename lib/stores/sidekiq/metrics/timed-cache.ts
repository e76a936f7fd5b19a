import "server-only";

/** What does not change any more, kept for a while so that it is not read again; the oldest leaves first. */
export class TimedCache<Value> {
  readonly #entries = new Map<string, { value: Value; weight: number; untilMs: number }>();
  readonly #maxWeight: number;
  readonly #keepMs: number;
  #weight = 0;

  constructor(maxWeight: number, keepMs: number) {
    this.#maxWeight = maxWeight;
    this.#keepMs = keepMs;
  }

  get(key: string): Value | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    if (entry.untilMs > Date.now()) return entry.value;
    this.#drop(key, entry.weight);
    return undefined;
  }

  set(key: string, value: Value, weight: number): void {
    const before = this.#entries.get(key);
    if (before !== undefined) this.#drop(key, before.weight);
    this.#entries.set(key, { value, weight, untilMs: Date.now() + this.#keepMs });
    this.#weight += weight;
    for (const [oldest, entry] of this.#entries) {
      if (this.#weight <= this.#maxWeight) return;
      this.#drop(oldest, entry.weight);
    }
  }

  #drop(key: string, weight: number): void {
    this.#entries.delete(key);
    this.#weight -= weight;
  }
}
