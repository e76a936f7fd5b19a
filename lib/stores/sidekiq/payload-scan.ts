import "server-only";

/**
 * The top level of a job payload as byte spans, so that a field can be edited as text and every other byte
 * stays what it was. The whole text is checked against the JSON grammar (RFC 8259; strings may hold bytes
 * that are not UTF-8), nesting is walked with a flat stack, and nothing is decoded but the keys.
 */
export type ValueKind = "string" | "number" | "object" | "array" | "true" | "false" | "null";

export interface Member {
  readonly key: string;
  /** Offset of the key's opening quote. */
  readonly keyStart: number;
  readonly valueStart: number;
  /** Exclusive. */
  readonly valueEnd: number;
  readonly kind: ValueKind;
  /** Offset of the comma in front of the key and behind the value, or -1. */
  readonly commaBefore: number;
  readonly commaAfter: number;
}

export interface PayloadScan {
  readonly ok: true;
  /** In the order they stand. */
  readonly members: readonly Member[];
  /** The last of its name wins, as in Ruby and JavaScript. */
  readonly last: ReadonlyMap<string, Member>;
  readonly duplicateKeys: boolean;
  /** Offset of the closing brace. */
  readonly close: number;
}

export type ScanProblem = "invalid_json" | "not_an_object" | "too_deep";
export type ScanResult = PayloadScan | { readonly ok: false; readonly problem: ScanProblem };

/** Deeper than any worker's parser goes (Ruby's stops at 100). */
const MAX_DEPTH = 1_000;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const COMMA = 0x2c;
const COLON = 0x3a;
const OPEN_BRACE = 0x7b;
const CLOSE_BRACE = 0x7d;
const OPEN_BRACKET = 0x5b;
const CLOSE_BRACKET = 0x5d;
const INVALID = -1;
const TOO_DEEP = -2;

/** Of a byte within a string: 0 goes on, anything else is looked at; what may follow a backslash; hexadecimal digits. */
const STOPS = table((byte) => byte < 0x20 || byte === QUOTE || byte === BACKSLASH);
const ESCAPED = table((byte) => '"\\/bfnrt'.includes(String.fromCharCode(byte)));
const HEX = table((byte) => /[\da-f]/i.test(String.fromCharCode(byte)));
const DIGIT = table((byte) => byte >= 0x30 && byte <= 0x39);

function table(holds: (byte: number) => boolean): Uint8Array {
  return Uint8Array.from({ length: 256 }, (_, byte) => (holds(byte) ? 1 : 0));
}

export function scanPayload(bytes: Buffer): ScanResult {
  let at = skipSpace(bytes, 0);
  if (bytes[at] !== OPEN_BRACE) {
    const end = skipValue(bytes, at);
    if (end === TOO_DEEP) return fail("too_deep");
    return fail(end !== INVALID && skipSpace(bytes, end) === bytes.length ? "not_an_object" : "invalid_json");
  }
  const members: Member[] = [];
  const last = new Map<string, Member>();
  at = skipSpace(bytes, at + 1);
  let commaBefore = -1;
  if (bytes[at] !== CLOSE_BRACE) {
    for (;;) {
      const keyStart = at;
      const keyEnd = skipString(bytes, at);
      if (keyEnd === INVALID) return fail("invalid_json");
      at = skipSpace(bytes, keyEnd);
      if (bytes[at] !== COLON) return fail("invalid_json");
      const valueStart = skipSpace(bytes, at + 1);
      const valueEnd = skipValue(bytes, valueStart);
      if (valueEnd === TOO_DEEP) return fail("too_deep");
      if (valueEnd === INVALID) return fail("invalid_json");
      at = skipSpace(bytes, valueEnd);
      const more = bytes[at] === COMMA;
      if (!more && bytes[at] !== CLOSE_BRACE) return fail("invalid_json");
      const key = knownKey(bytes, keyStart + 1, keyEnd - 1) ?? decodeString(bytes, keyStart, keyEnd);
      const kind = kindOf(bytes[valueStart]);
      const member = { key, keyStart, valueStart, valueEnd, kind, commaBefore, commaAfter: more ? at : -1 };
      members.push(member);
      last.set(key, member);
      if (!more) break;
      commaBefore = at;
      at = skipSpace(bytes, at + 1);
    }
  }
  const close = at;
  if (skipSpace(bytes, close + 1) !== bytes.length) return fail("invalid_json");
  return { ok: true, members, last, duplicateKeys: last.size < members.length, close };
}

/** The bytes of a value as text; meant for numbers, literals and short strings. */
export function valueText(bytes: Buffer, member: Member): string {
  return bytes.toString("utf8", member.valueStart, member.valueEnd);
}

/** The decoded text of a string value of at most `maxBytes`; null for any other value. */
export function stringValue(bytes: Buffer, scan: PayloadScan, key: string, maxBytes = 4_096): string | null {
  const member = scan.last.get(key);
  if (member?.kind !== "string" || member.valueEnd - member.valueStart > maxBytes) return null;
  return decodeString(bytes, member.valueStart, member.valueEnd);
}

/** The number a value stands for, possibly rounded: for comparing, never for writing back. */
export function numberValue(bytes: Buffer, scan: PayloadScan, key: string): number | null {
  const member = scan.last.get(key);
  return member?.kind === "number" ? Number(valueText(bytes, member)) : null;
}

function fail(problem: ScanProblem): ScanResult {
  return { ok: false, problem };
}

function decodeString(bytes: Buffer, start: number, end: number): string {
  const text = bytes.toString("utf8", start + 1, end - 1);
  if (!text.includes("\\")) return text;
  const decoded: unknown = JSON.parse(`"${text}"`);
  return typeof decoded === "string" ? decoded : text;
}

/** Names that payloads have, by their length: told apart without decoding each of them again. */
const KNOWN_KEYS = [
  "at args bid cron jid lock tags class queue retry wrapped failed_at created_at retried_at enqueued_at error_class",
  "retry_count discarded_at display_class error_message error_backtrace unique_digest lock_digest lock_args lock_ttl",
  "lock_limit trace_propagation_headers",
]
  .flatMap((names) => names.split(" "))
  .reduce<{ text: string; bytes: Buffer }[][]>((byLength, text) => {
    const same = byLength[text.length] ?? [];
    byLength[text.length] = [...same, { text, bytes: Buffer.from(text) }];
    return byLength;
  }, []);

function knownKey(bytes: Buffer, start: number, end: number): string | null {
  const same = KNOWN_KEYS[end - start];
  if (same === undefined) return null;
  for (const known of same) {
    let i = 0;
    while (i < known.bytes.length && known.bytes[i] === bytes[start + i]) i++;
    if (i === known.bytes.length) return known.text;
  }
  return null;
}

function kindOf(byte: number | undefined): ValueKind {
  switch (byte) {
    case QUOTE:
      return "string";
    case OPEN_BRACE:
      return "object";
    case OPEN_BRACKET:
      return "array";
    case 0x74:
      return "true";
    case 0x66:
      return "false";
    case 0x6e:
      return "null";
    default:
      return "number";
  }
}

function skipSpace(bytes: Buffer, from: number): number {
  let at = from;
  for (;;) {
    const byte = bytes[at];
    if (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09) return at;
    at++;
  }
}

/** @returns the offset behind the closing quote, or INVALID. */
function skipString(bytes: Buffer, from: number): number {
  if (bytes[from] !== QUOTE) return INVALID;
  const end = bytes.length;
  let at = from + 1;
  for (;;) {
    while (at < end && STOPS[bytes[at] ?? 0] === 0) at++;
    if (at >= end) return INVALID;
    const byte = bytes[at];
    if (byte === QUOTE) return at + 1;
    if (byte !== BACKSLASH) return INVALID;
    const escaped = bytes[at + 1] ?? 0;
    if (escaped === 0x75) {
      for (let i = 2; i < 6; i++) if (HEX[bytes[at + i] ?? 0] !== 1) return INVALID;
      at += 6;
    } else if (ESCAPED[escaped] === 1) at += 2;
    else return INVALID;
  }
}

const isDigit = (byte: number | undefined) => DIGIT[byte ?? 0] === 1;

function skipNumber(bytes: Buffer, from: number): number {
  let at = bytes[from] === 0x2d ? from + 1 : from;
  if (!isDigit(bytes[at])) return INVALID;
  if (bytes[at] === 0x30) at++;
  else while (isDigit(bytes[at])) at++;
  if (bytes[at] === 0x2e) {
    if (!isDigit(bytes[++at])) return INVALID;
    while (isDigit(bytes[at])) at++;
  }
  if (bytes[at] === 0x65 || bytes[at] === 0x45) {
    at++;
    if (bytes[at] === 0x2b || bytes[at] === 0x2d) at++;
    if (!isDigit(bytes[at])) return INVALID;
    while (isDigit(bytes[at])) at++;
  }
  return at;
}

function skipLiteral(bytes: Buffer, from: number, literal: string): number {
  for (let i = 0; i < literal.length; i++) if (bytes[from + i] !== literal.charCodeAt(i)) return INVALID;
  return from + literal.length;
}

function skipScalar(bytes: Buffer, from: number): number {
  switch (bytes[from]) {
    case QUOTE:
      return skipString(bytes, from);
    case 0x74:
      return skipLiteral(bytes, from, "true");
    case 0x66:
      return skipLiteral(bytes, from, "false");
    case 0x6e:
      return skipLiteral(bytes, from, "null");
    default:
      return skipNumber(bytes, from);
  }
}

/** `"key" :` of an object; @returns the offset of its value, or INVALID. */
function skipKey(bytes: Buffer, from: number): number {
  const end = skipString(bytes, from);
  if (end === INVALID) return INVALID;
  const colon = skipSpace(bytes, end);
  return bytes[colon] === COLON ? skipSpace(bytes, colon + 1) : INVALID;
}

/** One value of any kind; the stack holds the brackets that are open, so depth costs no recursion. */
function skipValue(bytes: Buffer, from: number): number {
  const open: number[] = [];
  let at = from;
  for (;;) {
    const byte = bytes[at];
    if (byte === OPEN_BRACE || byte === OPEN_BRACKET) {
      if (open.length >= MAX_DEPTH) return TOO_DEEP;
      const closing = byte === OPEN_BRACE ? CLOSE_BRACE : CLOSE_BRACKET;
      at = skipSpace(bytes, at + 1);
      if (bytes[at] !== closing) {
        open.push(closing);
        if (closing === CLOSE_BRACE) at = skipKey(bytes, at);
        if (at === INVALID) return INVALID;
        continue;
      }
      at++;
    } else at = skipScalar(bytes, at);
    if (at === INVALID) return INVALID;
    for (;;) {
      const closing = open.at(-1);
      if (closing === undefined) return at;
      at = skipSpace(bytes, at);
      if (bytes[at] === closing) {
        open.pop();
        at++;
      } else if (bytes[at] === COMMA) {
        at = skipSpace(bytes, at + 1);
        if (closing === CLOSE_BRACE) at = skipKey(bytes, at);
        if (at === INVALID) return INVALID;
        break;
      } else return INVALID;
    }
  }
}
