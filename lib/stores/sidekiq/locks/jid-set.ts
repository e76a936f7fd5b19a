import "server-only";

const EMPTY = 0;
const FIRST_SLOTS = 1 << 14;
const FULL_AT = 0.6;

/**
 * Which of many ids were seen, in about 14 bytes each. It knows them by 64 bits: it may claim to have seen one
 * that it has not (once in billions), never the other way round.
 */
export class JidSet {
  #low = new Uint32Array(FIRST_SLOTS);
  #high = new Uint32Array(FIRST_SLOTS);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  add(id: string): void {
    if (this.#size >= this.#low.length * FULL_AT) this.#grow();
    const [low, high] = hash(id);
    this.#put(low, high);
  }

  has(id: string): boolean {
    const [low, high] = hash(id);
    const mask = this.#low.length - 1;
    for (let slot = low & mask; this.#low[slot] !== EMPTY; slot = (slot + 1) & mask) {
      if (this.#low[slot] === low && this.#high[slot] === high) return true;
    }
    return false;
  }

  #put(low: number, high: number): void {
    const mask = this.#low.length - 1;
    let slot = low & mask;
    while (this.#low[slot] !== EMPTY) {
      if (this.#low[slot] === low && this.#high[slot] === high) return;
      slot = (slot + 1) & mask;
    }
    this.#low[slot] = low;
    this.#high[slot] = high;
    this.#size++;
  }

  #grow(): void {
    const [low, high] = [this.#low, this.#high];
    this.#low = new Uint32Array(low.length * 2);
    this.#high = new Uint32Array(low.length * 2);
    this.#size = 0;
    for (let slot = 0; slot < low.length; slot++) if (low[slot] !== EMPTY) this.#put(low[slot] ?? 0, high[slot] ?? 0);
  }
}

/** Two different 32-bit FNV-1a runs; the first is never 0, which marks an empty slot. */
function hash(id: string): [low: number, high: number] {
  let low = 0x811c9dc5;
  let high = 0x9747b28c;
  for (let at = 0; at < id.length; at++) {
    const code = id.charCodeAt(at);
    low = Math.imul(low ^ code, 0x01000193);
    high = Math.imul(high ^ code, 0x85ebca6b) ^ (high >>> 13);
  }
  return [(low ^ (low >>> 15)) >>> 0 || 1, high >>> 0];
}
