import "server-only";

/** Fields of a payload that say what failed, in the order of `SPANS`. */
export const CLASS = 0;
export const WRAPPED = 1;
export const DISPLAY = 2;
export const QUEUE = 3;
export const ERROR_CLASS = 4;
export const MESSAGE = 5;
export const FAILED_AT = 6;
export const RETRIED_AT = 7;
export const CREATED_AT = 8;
export const ARGS = 9;
/** In `args[0]` of an Active Job. */
export const EXECUTIONS = 10;
export const EXCEPTIONS = 11;
export const ARGUMENTS = 12;
const FIELDS = 13;

const NAMES = [
  "class",
  "wrapped",
  "display_class",
  "queue",
  "error_class",
  "error_message",
  "failed_at",
  "retried_at",
  "created_at",
  "args",
  "executions",
  "exception_executions",
  "arguments",
].map((name) => Buffer.from(name));
const LONGEST = 20;
/** The one field of a length and first letter, or -1. */
const CANDIDATE = new Int8Array((LONGEST + 1) * 256).fill(-1);
for (const [field, name] of NAMES.entries()) CANDIDATE[name.length * 256 + (name[0] ?? 0)] = field;

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
/** From here on a search by the runtime is quicker than a loop. */
const SHORT = 48;

/** 1 = a quote, a bracket or a brace; a position behind the end is none of them. */
const STRUCTURE = new Uint8Array(256);
for (const char of '"[]{}') STRUCTURE[char.charCodeAt(0)] = 1;
/** 1 = a quote or a backslash. */
const IN_STRING = new Uint8Array(256);
for (const char of '"\\') IN_STRING[char.charCodeAt(0)] = 1;

/** Where the fields' values stand in one payload; reused from payload to payload. */
export class Spans {
  readonly start = new Int32Array(FIELDS);
  readonly end = new Int32Array(FIELDS);

  has(field: number): boolean {
    return (this.end[field] ?? 0) > 0;
  }

  /** The value's first byte. */
  first(bytes: Buffer, field: number): number {
    return this.has(field) ? (bytes[this.start[field] ?? 0] ?? 0) : 0;
  }

  /** Notes the members of the object at `from`. @returns the offset behind it, or -1 where the JSON before `to` is not plain. */
  read(bytes: Buffer, from: number, to: number): number {
    this.end.fill(0);
    let at = skipSpace(bytes, from, to);
    if (bytes[at] !== 0x7b) return -1;
    at = skipSpace(bytes, at + 1, to);
    if (bytes[at] === 0x7d) return at + 1;
    for (;;) {
      if (bytes[at] !== QUOTE) return -1;
      const key = at + 1;
      const keyEnd = plainEnd(bytes, key, to);
      if (keyEnd < 0) return -1;
      at = keyEnd + 1;
      if (bytes[at] !== 0x3a) {
        at = skipSpace(bytes, at, to);
        if (bytes[at] !== 0x3a) return -1;
      }
      at = skipSpace(bytes, at + 1, to);
      const value = at;
      at = skipValue(bytes, at, to);
      if (at <= value) return -1;
      const field = fieldOf(bytes, key, keyEnd);
      if (field >= 0) {
        this.start[field] = value;
        this.end[field] = at;
      }
      at = skipSpace(bytes, at, to);
      const mark = bytes[at];
      if (mark === 0x7d) return at + 1;
      if (mark !== 0x2c) return -1;
      at = skipSpace(bytes, at + 1, to);
    }
  }
}

function fieldOf(bytes: Buffer, from: number, to: number): number {
  const length = to - from;
  const field = length > LONGEST ? -1 : (CANDIDATE[length * 256 + (bytes[from] ?? 0)] ?? -1);
  if (field < 0) return -1;
  const name = NAMES[field];
  for (let at = 1; at < length; at++) if (bytes[from + at] !== name?.[at]) return -1;
  return field;
}

export function skipSpace(bytes: Buffer, from: number, to: number): number {
  let at = from;
  while (at < to) {
    const byte = bytes[at] ?? 0;
    if (byte > 0x20 || (byte !== 0x20 && byte !== 0x0a && byte !== 0x0d && byte !== 0x09)) break;
    at++;
  }
  return at;
}

/** The closing quote of a key without escapes, or -1. */
function plainEnd(bytes: Buffer, from: number, to: number): number {
  for (let at = from; at < to; at++) {
    const byte = bytes[at];
    if (byte === QUOTE) return at;
    if (byte === BACKSLASH) return -1;
  }
  return -1;
}

/** The closing quote of a string whose first character stands at `from`, or -1. */
function stringEnd(bytes: Buffer, from: number, to: number): number {
  const near = Math.min(to, from + SHORT);
  let at = from;
  while (at < near) {
    while (IN_STRING[bytes[at] ?? 0] === 0 && at < near) at++;
    if (bytes[at] === QUOTE) return at;
    if (at < near) at += 2;
  }
  const rest = at;
  for (;;) {
    const quote = bytes.indexOf(QUOTE, at);
    if (quote < 0 || quote >= to) return -1;
    let before = quote;
    while (before > rest && bytes[before - 1] === BACKSLASH) before--;
    if ((quote - before) % 2 === 0) return quote;
    at = quote + 1;
  }
}

/** Behind a value; nested values are told by their brackets. */
function skipValue(bytes: Buffer, from: number, to: number): number {
  const first = bytes[from];
  if (first === QUOTE) return stringEnd(bytes, from + 1, to) + 1;
  let at = from;
  if (first !== 0x7b && first !== 0x5b) {
    while (at < to) {
      const byte = bytes[at] ?? 0;
      if (byte === 0x2c || byte === 0x7d || byte === 0x5d || byte <= 0x20 || byte === QUOTE) break;
      at++;
    }
    return at;
  }
  let open = 0;
  while (at < to) {
    while (STRUCTURE[bytes[at] ?? 0] === 0 && at < to) at++;
    const byte = bytes[at];
    if (byte === QUOTE) {
      at = stringEnd(bytes, at + 1, to);
      if (at < 0) return -1;
    } else if (byte === 0x7b || byte === 0x5b) open++;
    else {
      open--;
      if (open === 0) return at + 1;
    }
    at++;
  }
  return -1;
}
