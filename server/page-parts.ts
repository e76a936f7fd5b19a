import "server-only";
import { constants, crc32, deflateRawSync } from "node:zlib";

/** The head of a gzip file without a name or a time, from a Unix. */
const GZIP_HEAD = Buffer.from([0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3]);
/** An empty last block: ends a stream whose parts were flushed. */
const DEFLATE_END = Buffer.from([3, 0]);

/**
 * A part of a page that is squeezed by itself, at most once, so that what many readers get is not squeezed for
 * each of them: it refers to no bytes outside of itself and ends on a whole byte (RFC 1951, a full flush).
 */
export class PagePart {
  readonly plain: Buffer;
  readonly #level: number;
  #squeezed: Buffer | null = null;

  constructor(plain: Buffer | string, level: number = constants.Z_BEST_SPEED) {
    this.plain = Buffer.from(plain);
    this.#level = level;
  }

  get squeezed(): Buffer {
    this.#squeezed ??= deflateRawSync(this.plain, { level: this.#level, finishFlush: constants.Z_FULL_FLUSH });
    return this.#squeezed;
  }
}

/** The parts one behind the other, as one gzip file (RFC 1952). */
export function gzipOf(parts: readonly PagePart[]): Buffer {
  const trailer = Buffer.alloc(8);
  trailer.writeUInt32LE(
    parts.reduce((sum, { plain }) => crc32(plain, sum), 0),
    0,
  );
  trailer.writeUInt32LE(parts.reduce((size, { plain }) => size + plain.length, 0) % 2 ** 32, 4);
  return Buffer.concat([GZIP_HEAD, ...parts.map(({ squeezed }) => squeezed), DEFLATE_END, trailer]);
}
