import { kinds, LETTER } from "./chars";

/** Behind these words a short number tells one cause from another: `status 503`, `exit code 137`, `errno 104`. */
const WORDS = new Set([
  "status",
  "http",
  "code",
  "errno",
  "error",
  "returned",
  "responded",
  "response",
  "got",
  "was",
  "smtp",
]);
const WORD_MAX = 9;
/** `=`, `:`, `(`, `"`, `#`, `'`, `[`, space. */
const BETWEEN = new Set([0x3d, 0x3a, 0x28, 0x22, 0x23, 0x27, 0x5b, 0x20]);

/** Whether a run of digits is kept: a status at the very beginning, or a number of at most three digits behind one of the words. */
export function keepsNumber(bytes: Uint8Array, from: number, to: number, out: Uint8Array, length: number): boolean {
  const size = to - from;
  if (size > 3) return false;
  const first = bytes[from] ?? 0;
  const status = size === 3 && first >= 0x31 && first <= 0x35;
  let at = length;
  while (at > 0 && BETWEEN.has(out[at - 1] ?? 0)) at--;
  if (at === 0) return status;
  let word = "";
  while (at > 0 && word.length <= WORD_MAX && kinds[out[at - 1] ?? 0] === LETTER && (out[at - 1] ?? 0) < 0x80) {
    word = String.fromCharCode((out[--at] ?? 0) | 0x20) + word;
  }
  if (!WORDS.has(word)) return false;
  return status || word === "code" || word === "errno" || word === "status";
}
