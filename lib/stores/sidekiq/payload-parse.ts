import "server-only";

/** A number as the store has it: `12345678901234567890`, `1.0` and `1e3` keep their digits. */
export class JsonNumber {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** A value nested deeper than the parser follows. */
export class JsonTooDeep {
  readonly tooDeep = true;
}

export type JsonObject = Map<string, JsonValue>;
export type JsonValue = null | boolean | string | JsonNumber | JsonTooDeep | JsonValue[] | JsonObject;

/** A part of the text that must not be shown, and what stands in its place. */
export interface HiddenSpan {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

export interface ParsedJson {
  readonly value: JsonValue;
  readonly duplicateKeys: boolean;
  readonly tooDeep: boolean;
  /** Outermost spans in order; empty without a `hide` function. */
  readonly hidden: readonly HiddenSpan[];
}

/** Returns the JSON text to show in place of a value, or null to show the value. */
export type Hide = (key: string | null, value: JsonValue) => string | null;

/** Ruby's JSON refuses more than this many levels. */
const MAX_DEPTH = 100;
const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const SPACE = /[ \t\n\r]*/y;

/**
 * JSON without loss: number tokens stay text, objects are Maps, the last of duplicate keys wins (as in Ruby).
 * @param maxDepth deeper values become `JsonTooDeep` without being looked into (1 = the top level alone).
 * @returns null when the text is not JSON.
 */
export function parseJson(text: string, hide?: Hide, maxDepth: number = MAX_DEPTH): ParsedJson | null {
  const parser = new Parser(text, hide, maxDepth);
  try {
    const value = parser.document();
    return { value, duplicateKeys: parser.duplicateKeys, tooDeep: parser.tooDeep, hidden: parser.hidden };
  } catch (error) {
    if (error === NOT_JSON) return null;
    throw error;
  }
}

const NOT_JSON = Symbol("not JSON");
class Parser {
  duplicateKeys = false;
  tooDeep = false;
  hidden: HiddenSpan[] = [];
  private readonly text: string;
  private readonly hide: Hide | undefined;
  private readonly maxDepth: number;
  private at = 0;

  constructor(text: string, hide: Hide | undefined, maxDepth: number) {
    this.text = text;
    this.hide = hide;
    this.maxDepth = maxDepth;
  }

  document(): JsonValue {
    this.space();
    const value = this.value(null, 0);
    this.space();
    if (this.at !== this.text.length) throw NOT_JSON;
    return value;
  }

  private value(key: string | null, depth: number): JsonValue {
    const start = this.at;
    const value = this.bare(depth);
    const shown = this.hide?.(key, value) ?? null;
    if (shown !== null) {
      while ((this.hidden.at(-1)?.start ?? -1) >= start) this.hidden.pop();
      this.hidden.push({ start, end: this.at, text: shown });
    }
    return value;
  }

  private bare(depth: number): JsonValue {
    const char = this.text.charCodeAt(this.at);
    if (char === 0x22) return this.string();
    if (char === 0x7b || char === 0x5b) {
      if (depth >= this.maxDepth) return this.skipNested();
      return char === 0x7b ? this.object(depth + 1) : this.array(depth + 1);
    }
    if (char === 0x74) return this.literal("true", true);
    if (char === 0x66) return this.literal("false", false);
    if (char === 0x6e) return this.literal("null", null);
    NUMBER.lastIndex = this.at;
    const number = NUMBER.exec(this.text)?.[0];
    if (number === undefined) throw NOT_JSON;
    this.at += number.length;
    return new JsonNumber(number);
  }

  private literal<T extends boolean | null>(word: string, value: T): T {
    if (!this.text.startsWith(word, this.at)) throw NOT_JSON;
    this.at += word.length;
    return value;
  }

  private object(depth: number): JsonObject {
    const object: JsonObject = new Map();
    this.at++;
    this.space();
    if (this.take(0x7d)) return object;
    for (;;) {
      if (this.text.charCodeAt(this.at) !== 0x22) throw NOT_JSON;
      const key = this.string();
      this.space();
      if (!this.take(0x3a)) throw NOT_JSON;
      this.space();
      if (object.has(key)) this.duplicateKeys = true;
      object.set(key, this.value(key, depth));
      this.space();
      if (this.take(0x7d)) return object;
      if (!this.take(0x2c)) throw NOT_JSON;
      this.space();
    }
  }

  private array(depth: number): JsonValue[] {
    const array: JsonValue[] = [];
    this.at++;
    this.space();
    if (this.take(0x5d)) return array;
    for (;;) {
      array.push(this.value(null, depth));
      this.space();
      if (this.take(0x5d)) return array;
      if (!this.take(0x2c)) throw NOT_JSON;
      this.space();
    }
  }

  private string(): string {
    const start = ++this.at;
    let end = this.text.indexOf('"', start);
    if (end < 0) throw NOT_JSON;
    const plain = this.text.slice(start, end);
    if (!plain.includes("\\")) {
      this.at = end + 1;
      return plain;
    }
    while (this.escaped(end)) {
      end = this.text.indexOf('"', end + 1);
      if (end < 0) throw NOT_JSON;
    }
    this.at = end + 1;
    return unescapeJson(this.text.slice(start, end));
  }

  /** Whether an odd number of backslashes stands before this quote. */
  private escaped(quote: number): boolean {
    let backslashes = 0;
    while (this.text.charCodeAt(quote - 1 - backslashes) === 0x5c) backslashes++;
    return backslashes % 2 === 1;
  }

  private skipNested(): JsonTooDeep {
    this.tooDeep = true;
    let open = 0;
    for (; this.at < this.text.length; this.at++) {
      const char = this.text.charCodeAt(this.at);
      if (char === 0x22) {
        this.string();
        this.at--;
      } else if (char === 0x7b || char === 0x5b) open++;
      else if ((char === 0x7d || char === 0x5d) && --open === 0) {
        this.at++;
        return new JsonTooDeep();
      }
    }
    throw NOT_JSON;
  }

  private space(): void {
    const char = this.text.charCodeAt(this.at);
    if (char > 0x20) return;
    SPACE.lastIndex = this.at;
    SPACE.test(this.text);
    this.at = SPACE.lastIndex;
  }

  private take(char: number): boolean {
    if (this.text.charCodeAt(this.at) !== char) return false;
    this.at++;
    return true;
  }
}

const ESCAPES: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

function unescapeJson(raw: string): string {
  return raw.replace(/\\(?:u([0-9a-fA-F]{4})|([\s\S]))/g, (_, hex: string | undefined, char: string | undefined) => {
    if (hex !== undefined) return String.fromCharCode(Number.parseInt(hex, 16));
    if (char === undefined || char === "u") throw NOT_JSON;
    return ESCAPES[char] ?? char;
  });
}

/** The text with every hidden span replaced. */
export function applyHidden(text: string, hidden: readonly HiddenSpan[]): string {
  let out = "";
  let at = 0;
  for (const span of hidden) {
    out += text.slice(at, span.start) + span.text;
    at = span.end;
  }
  return at === 0 ? text : out + text.slice(at);
}

export const isObject = (value: JsonValue | undefined): value is JsonObject => value instanceof Map;
export const asString = (value: JsonValue | undefined): string | null => (typeof value === "string" ? value : null);

/** @returns null for anything that is not a finite number. */
export function asNumber(value: JsonValue | undefined): number | null {
  if (!(value instanceof JsonNumber)) return null;
  const number = Number(value.text);
  return Number.isFinite(number) ? number : null;
}
