/** Two 32-bit sums over bytes, mixed as MurmurHash3 mixes: enough to tell any number of error groups apart. */
export class PairHash {
  private a = 0;
  private b = 0;

  reset(): void {
    this.a = 0x9e3779b9 | 0;
    this.b = 0x85ebca6b | 0;
  }

  add(bytes: Uint8Array, from: number, to: number): void {
    let { a, b } = this;
    let at = from;
    for (; at + 3 < to; at += 4) {
      const word =
        (bytes[at] ?? 0) | ((bytes[at + 1] ?? 0) << 8) | ((bytes[at + 2] ?? 0) << 16) | ((bytes[at + 3] ?? 0) << 24);
      a = Math.imul(a ^ word, 0x01000193);
      a ^= a >>> 15;
      b = Math.imul(b + word, 0x5bd1e995);
      b ^= b >>> 13;
    }
    for (; at < to; at++) {
      const byte = bytes[at] ?? 0;
      a = Math.imul(a ^ byte, 0x01000193);
      a ^= a >>> 15;
      b = Math.imul(b + byte, 0x5bd1e995);
      b ^= b >>> 13;
    }
    this.a = a;
    this.b = b;
  }

  /** Ends a part; what follows cannot be taken for its end. */
  mark(value: 0 | 1): void {
    this.a = Math.imul(this.a ^ (0x100 + value), 0x01000193);
    this.b = (Math.imul(this.b ^ (0x100 + value), 0x5bd1e995) + (this.b >>> 15)) | 0;
  }

  /** 53 bits as one number. */
  sum(): number {
    const low = finish(this.a ^ Math.imul(this.b, 0x1b873593));
    const high = finish(this.b ^ Math.imul(this.a, 0xcc9e2d51));
    return (high & 0x1fffff) * 2 ** 32 + low;
  }
}

function finish(value: number): number {
  let hash = value;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}
