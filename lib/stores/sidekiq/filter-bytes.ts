import "server-only";
import { asciiFold, type FilterNode, isAnything, type Pattern } from "@/lib/domain/filter";
import { unescapePiece } from "./unescape";

/** Whether the payload between two offsets may be meant, by its bytes alone: false is certain, true is to be looked at. */
export type BytesTest = (bytes: Buffer, from: number, to: number) => boolean;

/** What JSON writes in another way than it is shown (`\"`, `\/`), and what is shown joined (`Mailer#method`). */
const BROKEN_BY_JSON = /["\\/#\p{Cc}\p{Cs}\ufffd]+/u;
/** Active Job's values are shown in words: `3 days`, `1..5`, `2026-11-22T14:05:00Z Europe/Paris`. */
const BROKEN_BY_VALUES = /["\\/#\p{Cc}\p{Cs}\ufffd\s.,]+/u;
/** Words such values are shown with though they do not stand in the payload. */
const SHOWN_WORDS = ["seconds", "duration", "nil"];
const SHORTEST = 2;

/** The bytes that every job a filter means must have; null when it may be any. */
export function bytesTestOf(node: FilterNode): BytesTest | null {
  switch (node.kind) {
    case "and": {
      const tests = node.of.map(bytesTestOf).filter((test) => test !== null);
      return tests.length === 0 ? null : (bytes, from, to) => tests.every((test) => test(bytes, from, to));
    }
    case "or": {
      const tests = node.of.map(bytesTestOf);
      const known = tests.filter((test) => test !== null);
      return known.length < tests.length ? null : (bytes, from, to) => known.some((test) => test(bytes, from, to));
    }
    case "word":
      return testOf(needleIn(node.pattern, BROKEN_BY_JSON));
    case "text":
      if (node.key === "set" || node.key === "group" || node.key === "process" || node.key === "cron") return null;
      if (isAnything(node.pattern)) return null;
      return testOf(needleIn(node.pattern, node.key === "arg" ? BROKEN_BY_VALUES : BROKEN_BY_JSON, node.key === "arg"));
    default:
      return null;
  }
}

/** The longest run of characters of a pattern that must stand in the payload as they are. */
function needleIn(pattern: Pattern, broken: RegExp, shown = false): string {
  let longest = "";
  for (const piece of pattern.flatMap((part) => asciiFold(part).split(broken))) {
    const made = shown && SHOWN_WORDS.some((word) => word.includes(piece));
    if (!made && piece.length > longest.length) longest = piece;
  }
  return longest;
}

function testOf(needle: string): BytesTest | null {
  if (needle.length < SHORTEST) return null;
  const holds = finderOf(Buffer.from(needle, "utf8"));
  const escaped = new EscapeSense();
  return (bytes, from, to) =>
    holds(bytes, from, to) ||
    (escaped.within(bytes, from, to) && asciiFold(unescapePiece(bytes.toString("utf8", from, to))).includes(needle));
}

/** Boyer, Moore and Horspool's search with A to Z folded: no copy is made of what is looked through. */
function finderOf(needle: Buffer): BytesTest {
  const length = needle.length;
  const end = length - 1;
  const last = needle[end];
  const skip = new Int32Array(256).fill(length);
  for (let i = 0; i < end; i++) {
    const byte = needle[i] ?? 0;
    skip[byte] = end - i;
    if (byte >= 0x61 && byte <= 0x7a) skip[byte - 0x20] = end - i;
  }
  return (bytes, from, to) => {
    for (let at = from + end; at < to; ) {
      const byte = bytes[at] ?? 0;
      if (FOLD[byte] === last) {
        let behind = end - 1;
        while (behind >= 0 && FOLD[bytes[at - end + behind] ?? 0] === needle[behind]) behind--;
        if (behind < 0) return true;
      }
      at += skip[byte] ?? 1;
    }
    return false;
  };
}

const FOLD = Uint8Array.from({ length: 256 }, (_, byte) => (byte >= 0x41 && byte <= 0x5a ? byte + 0x20 : byte));

/**
 * Whether a payload writes characters as `\u0041`. Most do not, so that one look through the memory that many of
 * them lie in tells of all, as far as it is asked in their order.
 */
class EscapeSense {
  #bytes: Buffer | null = null;
  #from = 0;
  #next = -1;

  within(bytes: Buffer, from: number, to: number): boolean {
    if (bytes !== this.#bytes || from < this.#from || (this.#next >= 0 && this.#next < from)) {
      this.#bytes = bytes;
      this.#next = bytes.indexOf("\\u", from);
    }
    this.#from = from;
    return this.#next >= 0 && this.#next < to;
  }
}
