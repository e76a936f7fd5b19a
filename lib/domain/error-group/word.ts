import { DIGIT, ELLIPSIS, isHexLetter, kinds, LETTER, UNDERSCORE } from "./chars";

/** Random characters behind a prefix, `cus_Nf8kQ…`, are at least this long. */
const ID_CHARS = 8;
/** Longer runs of a to f are no words. */
const HEX_WORD = 8;

/** Names of things that end in digits which tell them apart. */
const KNOWN = hashes(
  "s3 ec2 oauth1 oauth2 base64 utf8 utf8mb4 utf16 sha1 sha256 sha384 sha512 md5 h264 h265 k8s x509 pkcs7 pkcs12 p12 ipv4 ipv6 http2 http3 mp3 mp4 log4j i18n l10n a11y tlsv1 sslv3 8bit win32 x86_64 arm64",
);
/** Services put these before their ids; what follows is one even where it happens to have no digit. */
const ID_PREFIXES = hashes("req cus evt acct txn seti pi pm ch");
const UNITS = hashes("s ms us ns h m min sec kb mb gb kib mib gib k th st nd rd x px am pm");

/**
 * A word with digits, or a long one, part by part between underscores: `legacy_7` is `legacy_…`, `req_8fk2…` is
 * `req_…`, `600s` is `…s`, `SHA256` stays.
 * @returns the new length of `out`.
 */
export function foldWord(
  bytes: Uint8Array,
  from: number,
  to: number,
  digits: number,
  out: Uint8Array,
  length: number,
): number {
  if (to - from <= 8 && KNOWN.has(hashOf(bytes, from, to))) return copy(bytes, from, to, out, length);
  if (digits > 0 && bytes[from] === 0x30 && ((bytes[from + 1] ?? 0) | 0x20) === 0x78) return ellipsis(out, length);
  let at = from;
  let size = length;
  while (at < to) {
    let end = at;
    while (end < to && kinds[bytes[end] ?? 0] !== UNDERSCORE) end++;
    const ofId = at > from && end - at >= ID_CHARS && ID_PREFIXES.has(hashOf(bytes, from, at - 1));
    if (ofId) size = ellipsis(out, size);
    else if (end > at) size = foldPart(bytes, at, end, at > from, out, size);
    while (end < to && kinds[bytes[end] ?? 0] === UNDERSCORE) {
      out[size++] = bytes[end] ?? 0;
      end++;
    }
    at = end;
  }
  return size;
}

function foldPart(bytes: Uint8Array, at: number, end: number, prefixed: boolean, out: Uint8Array, length: number) {
  let letters = 0;
  let digits = 0;
  let leading = 0;
  let upper = 0;
  let hexOnly = true;
  let turns = 0;
  let hard = 0;
  let hardest = 0;
  for (let i = at; i < end; i++) {
    const byte = bytes[i] ?? 0;
    if (kinds[byte] === DIGIT) {
      digits++;
      if (letters > 0 && kinds[bytes[i - 1] ?? 0] === LETTER) turns++;
    } else {
      if (digits > 0 && kinds[bytes[i - 1] ?? 0] === DIGIT) turns++;
      if (digits === 0) leading++;
      letters++;
      if (byte < 0x60) upper++;
      if (!isHexLetter(byte)) hexOnly = false;
      hard = isVowel(byte) ? 0 : hard + 1;
      if (hard > hardest) hardest = hard;
    }
  }
  const size = end - at;
  if (digits === 0) {
    const mixed = upper > 1 && upper < letters - 1 && kinds[bytes[at] ?? 0] === LETTER;
    const random = (hexOnly && size >= HEX_WORD) || (prefixed && size >= ID_CHARS && (mixed || hardest > 4));
    return random ? ellipsis(out, length) : copy(bytes, at, end, out, length);
  }
  if (letters === 0) return ellipsis(out, length);
  if (turns === 1 && leading === 0 && digits < 7 && UNITS.has(hashOf(bytes, at + digits, end))) {
    return copy(bytes, at + digits, end, out, ellipsis(out, length));
  }
  const named = turns === 1 && leading > 0 && !(hexOnly && size >= 6) && !(prefixed && size >= ID_CHARS + 2);
  return named ? ellipsis(out, copy(bytes, at, at + leading, out, length)) : ellipsis(out, length);
}

function copy(bytes: Uint8Array, from: number, to: number, out: Uint8Array, length: number): number {
  let size = length;
  for (let i = from; i < to; i++) out[size++] = bytes[i] ?? 0;
  return size;
}

function ellipsis(out: Uint8Array, length: number): number {
  const [first, second, third] = ELLIPSIS;
  out[length] = first;
  out[length + 1] = second;
  out[length + 2] = third;
  return length + 3;
}

const isVowel = (byte: number) => {
  const lower = byte | 0x20;
  return (
    lower === 0x61 ||
    lower === 0x65 ||
    lower === 0x69 ||
    lower === 0x6f ||
    lower === 0x75 ||
    lower === 0x79 ||
    byte >= 0x80
  );
};

/** Of the word in small letters. */
function hashOf(bytes: Uint8Array, from: number, to: number): number {
  let hash = 0x811c9dc5;
  for (let i = from; i < to; i++) {
    const byte = bytes[i] ?? 0;
    hash = Math.imul(hash ^ (kinds[byte] === LETTER && byte < 0x80 ? byte | 0x20 : byte), 0x01000193);
  }
  return hash;
}

function hashes(words: string): ReadonlySet<number> {
  const encoder = new TextEncoder();
  return new Set(
    words.split(" ").map((word) => {
      const bytes = encoder.encode(word);
      return hashOf(bytes, 0, bytes.length);
    }),
  );
}
