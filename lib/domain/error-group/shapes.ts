import { code, DIGIT, isHex, isWord, kinds, SPACE } from "./chars";

/** What bytes of a message are: marks, ids and times; each looks at bytes alone and writes nothing. */

const [QUOTE, APOSTROPHE, SLASH, COLON] = [code('"'), code("'"), code("/"), code(":")] as const;
const [OPEN, CLOSE, DOT, DASH, COMMA] = [code("("), code(")"), code("."), code("-"), code(",")] as const;

/** Whether a word that stops here is one: no digit, dash, colon or slash goes on with it. */
export const endsPlain = (byte: number) =>
  kinds[byte] === SPACE ||
  byte === DOT ||
  byte === COMMA ||
  byte === QUOTE ||
  byte === APOSTROPHE ||
  byte === CLOSE ||
  byte === OPEN;
export const isListMark = (byte: number) => byte === 0x20 || byte === COMMA || byte === DASH || byte === SLASH;
export const isNumberMark = (byte: number) => byte === DOT || byte === COMMA || byte === COLON;
export const isSentenceMark = (byte: number) => byte === DOT || byte === COMMA || byte === COLON || byte === 0x3b;
export const isHostByte = (byte: number) => isWord(kinds[byte]) || byte === DOT || byte === DASH;

export function endsFolded(out: Uint8Array, length: number): boolean {
  return length >= 3 && out[length - 1] === 0xa6 && out[length - 2] === 0x80 && out[length - 3] === 0xe2;
}

export function isUuid(bytes: Uint8Array, at: number, end: number): boolean {
  if (at + 36 > end || bytes[at + 8] !== DASH || bytes[at + 23] !== DASH) return false;
  for (let i = 0; i < 36; i++) {
    const dash = i === 8 || i === 13 || i === 18 || i === 23;
    if (dash ? bytes[at + i] !== DASH : !isHex(bytes[at + i])) return false;
  }
  return at + 36 === end || !isWord(kinds[bytes[at + 36] ?? 0]);
}

/** The end of `2026-01-02`, `2026-01-02T03:04:05.678Z` or `2026-01-02 03:04:05 +0000`; 0 when it is none. */
export function timeEnd(bytes: Uint8Array, at: number, end: number): number {
  const digits = (from: number, count: number) => {
    if (from + count > end) return false;
    for (let i = from; i < from + count; i++) if (kinds[bytes[i] ?? 0] !== DIGIT) return false;
    return true;
  };
  if (!digits(at, 4) || bytes[at + 4] !== DASH || !digits(at + 5, 2) || bytes[at + 7] !== DASH || !digits(at + 8, 2))
    return 0;
  let to = at + 10;
  const joint = bytes[to];
  if ((joint === 0x54 || joint === 0x20) && digits(to + 1, 2) && bytes[to + 3] === COLON && digits(to + 4, 2)) {
    to += 6;
    while (to < end && (kinds[bytes[to] ?? 0] === DIGIT || bytes[to] === COLON || bytes[to] === DOT)) to++;
    while (isSentenceMark(bytes[to - 1] ?? 0)) to--;
    const zone = bytes[to] === 0x20 ? to + 1 : to;
    if (bytes[to] === 0x5a) to++;
    else if ((bytes[zone] === 0x2b || bytes[zone] === DASH) && digits(zone + 1, 2)) {
      to = zone + 3;
      if (bytes[to] === COLON) to++;
      if (digits(to, 2)) to += 2;
    } else if (bytes[zone] === 0x55 && bytes[zone + 1] === 0x54 && bytes[zone + 2] === 0x43) to = zone + 3;
  }
  return to < end && isWord(kinds[bytes[to] ?? 0]) ? 0 : to;
}

/** Without a character that the cut went through. */
export function wholeCharacters(out: Uint8Array, length: number): number {
  let first = length;
  while (first > 0 && first > length - 4 && ((out[first - 1] ?? 0) & 0xc0) === 0x80) first--;
  const lead = out[first - 1] ?? 0;
  if (lead < 0xc0) return length;
  const size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  return length - (first - 1) < size ? first - 1 : length;
}
