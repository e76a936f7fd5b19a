import "server-only";

/** KEYS of one script call, each once, by the index Lua knows it by. */
export class KeyTable {
  readonly keys: string[];
  readonly #places: Map<string, number>;
  readonly #locks = new Map<string, number>();

  constructor(first: readonly string[] = []) {
    this.keys = [...first];
    this.#places = new Map(first.map((key, i) => [key, i + 1]));
  }

  /** 1-based, as Lua counts. */
  index(key: string): number {
    const known = this.#places.get(key);
    if (known !== undefined) return known;
    this.keys.push(key);
    this.#places.set(key, this.keys.length);
    return this.keys.length;
  }

  /** Five keys in a row: D, D:LOCKED, D:QUEUED, D:PRIMED, D:INFO. */
  lock(digestKey: string): number {
    const known = this.#locks.get(digestKey);
    if (known !== undefined) return known;
    const first = this.keys.length + 1;
    this.keys.push(...["", ":LOCKED", ":QUEUED", ":PRIMED", ":INFO"].map((suffix) => digestKey + suffix));
    this.#locks.set(digestKey, first);
    return first;
  }
}
