import "server-only";

interface Entry<Value> {
  value: Value;
  weight: number;
  readonly untilMs: number;
}

/** What is not read again for a while; when it weighs too much the oldest leaves first. */
export class TimedCache<Key, Value> {
  readonly #entries = new Map<Key, Entry<Value>>();
  readonly #maxWeight: number;
  #weight = 0;

  constructor(maxWeight: number) {
    this.#maxWeight = maxWeight;
  }

  get(key: Key): Value | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    if (entry.untilMs > Date.now()) return entry.value;
    this.#drop(key, entry);
    return undefined;
  }

  set(key: Key, value: Value, weight: number, keepMs: number): void {
    const before = this.#entries.get(key);
    if (before !== undefined) this.#drop(key, before);
    this.#entries.set(key, { value, weight, untilMs: Date.now() + keepMs });
    this.#add(weight);
  }

  /** A value that is filled bit by bit has grown. */
  grew(key: Key, by: number): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    entry.weight += by;
    this.#add(by);
  }

  #add(weight: number): void {
    this.#weight += weight;
    for (const [oldest, entry] of this.#entries) {
      if (this.#weight <= this.#maxWeight) return;
      this.#drop(oldest, entry);
    }
  }

  #drop(key: Key, entry: Entry<Value>): void {
    this.#entries.delete(key);
    this.#weight -= entry.weight;
  }
}
