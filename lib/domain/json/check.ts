/**
 * JSON as strictly as the oldest reader of a job takes it (Ruby's parser and generator, RFC 8259): where each
 * value stands, and where the first fault is. Nothing is decoded and no number is turned into another. Pure:
 * the editor and the server judge a text by the very same code.
 */
export interface JsonSpan {
  readonly kind: "object" | "array" | "string" | "number" | "literal";
  /** Offsets in UTF-16 units; `end` is exclusive. */
  readonly start: number;
  readonly end: number;
  readonly members: readonly JsonMember[];
  readonly items: readonly JsonSpan[];
}

export interface JsonMember {
  /** Decoded. */
  readonly key: string;
  readonly keyStart: number;
  readonly keyEnd: number;
  readonly value: JsonSpan;
}

export type JsonFaultCode =
  | "value_expected"
  | "key_expected"
  | "colon_expected"
  | "comma_expected"
  | "trailing_comma"
  | "unclosed"
  | "bad_literal"
  | "bad_number"
  | "number_too_large"
  | "single_quote"
  | "string_unclosed"
  | "control_character"
  | "bad_escape"
  | "lone_surrogate"
  | "duplicate_key"
  | "too_deep"
  | "text_behind";

export interface JsonFault {
  readonly ok: false;
  readonly at: number;
  readonly code: JsonFaultCode;
}
export type JsonCheck = { readonly ok: true; readonly root: JsonSpan } | JsonFault;

/** Ruby's JSON stops at 100 levels; arguments stand inside a payload, Active Job's inside two objects more. */
const MAX_DEPTH = 96;

class Fault extends Error {
  readonly at: number;
  readonly code: JsonFaultCode;
  constructor(at: number, code: JsonFaultCode) {
    super(code);
    this.at = at;
    this.code = code;
  }
}

export function checkJson(text: string, maxDepth: number = MAX_DEPTH): JsonCheck {
  try {
    return { ok: true, root: new Scanner(text, maxDepth).document() };
  } catch (error) {
    if (error instanceof Fault) return { ok: false, at: error.at, code: error.code };
    throw error;
  }
}

/** The text a string token stands for. */
export function decodeToken(text: string, start: number, end: number): string {
  const token = text.slice(start, end);
  if (!token.includes("\\")) return token.slice(1, -1);
  const decoded: unknown = JSON.parse(token);
  return typeof decoded === "string" ? decoded : "";
}

const NUMBER = /-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?/y;
const WORD = /[A-Za-z_$][\w$]*/y;
const LITERALS = new Set(["true", "false", "null"]);
const NONE: readonly never[] = [];

class Scanner {
  readonly #text: string;
  readonly #maxDepth: number;
  #at = 0;

  constructor(text: string, maxDepth: number) {
    this.#text = text;
    this.#maxDepth = maxDepth;
  }

  document(): JsonSpan {
    this.#space();
    const root = this.#value(1);
    this.#space();
    if (this.#at < this.#text.length) throw new Fault(this.#at, "text_behind");
    return root;
  }

  #value(depth: number): JsonSpan {
    const start = this.#at;
    const char = this.#text[start];
    if (char === "{" || char === "[") {
      if (depth > this.#maxDepth) throw new Fault(start, "too_deep");
      return char === "{" ? this.#object(start, depth) : this.#array(start, depth);
    }
    if (char === '"') {
      this.#string();
      return { kind: "string", start, end: this.#at, members: NONE, items: NONE };
    }
    if (char === "'") throw new Fault(start, "single_quote");
    if (char === undefined) throw new Fault(start, depth === 1 ? "value_expected" : "unclosed");
    const number = match(NUMBER, this.#text, start);
    if (number !== null) return this.#number(start, number);
    const word = match(WORD, this.#text, start);
    if (word === null) throw new Fault(start, "value_expected");
    if (!LITERALS.has(word)) throw new Fault(start, "bad_literal");
    this.#at += word.length;
    return { kind: "literal", start, end: this.#at, members: NONE, items: NONE };
  }

  #number(start: number, number: string): JsonSpan {
    this.#at = start + number.length;
    if (/[\w.+-]/.test(this.#text[this.#at] ?? "")) throw new Fault(start, "bad_number");
    if (!Number.isFinite(Number(number))) throw new Fault(start, "number_too_large");
    return { kind: "number", start, end: this.#at, members: NONE, items: NONE };
  }

  #object(start: number, depth: number): JsonSpan {
    const members: JsonMember[] = [];
    const names = new Set<string>();
    this.#at++;
    for (;;) {
      this.#space();
      const keyStart = this.#at;
      if (this.#text[keyStart] === "}") {
        if (members.length > 0) throw new Fault(keyStart, "trailing_comma");
        break;
      }
      if (this.#text[keyStart] !== '"') throw new Fault(keyStart, this.#missing(keyStart, "key_expected"));
      this.#string();
      const keyEnd = this.#at;
      const key = decodeToken(this.#text, keyStart, keyEnd);
      if (names.has(key)) throw new Fault(keyStart, "duplicate_key");
      names.add(key);
      this.#space();
      if (this.#text[this.#at] !== ":") throw new Fault(this.#at, this.#missing(this.#at, "colon_expected"));
      this.#at++;
      this.#space();
      members.push({ key, keyStart, keyEnd, value: this.#value(depth + 1) });
      if (this.#closes("}")) break;
    }
    this.#at++;
    return { kind: "object", start, end: this.#at, members, items: NONE };
  }

  #array(start: number, depth: number): JsonSpan {
    const items: JsonSpan[] = [];
    this.#at++;
    for (;;) {
      this.#space();
      if (this.#text[this.#at] === "]") {
        if (items.length > 0) throw new Fault(this.#at, "trailing_comma");
        break;
      }
      items.push(this.#value(depth + 1));
      if (this.#closes("]")) break;
    }
    this.#at++;
    return { kind: "array", start, end: this.#at, members: NONE, items };
  }

  /** After a value: true at the closing bracket, false past a comma. */
  #closes(bracket: string): boolean {
    this.#space();
    const char = this.#text[this.#at];
    if (char === bracket) return true;
    if (char !== ",") throw new Fault(this.#at, this.#missing(this.#at, "comma_expected"));
    this.#at++;
    return false;
  }

  #missing(at: number, code: JsonFaultCode): JsonFaultCode {
    if (at >= this.#text.length) return "unclosed";
    return code === "key_expected" && this.#text[at] === "'" ? "single_quote" : code;
  }

  #string(): void {
    const start = this.#at;
    let at = start + 1;
    for (;;) {
      const code = this.#text.charCodeAt(at);
      if (Number.isNaN(code)) throw new Fault(start, "string_unclosed");
      if (code === 0x22) break;
      if (code < 0x20) throw new Fault(at, code === 0x0a || code === 0x0d ? "string_unclosed" : "control_character");
      if (code === 0x5c) at = this.#escape(at);
      else if (code >= 0xd800 && code <= 0xdfff) at = this.#pair(at, code, this.#text.charCodeAt(at + 1), 1);
      else at++;
    }
    this.#at = at + 1;
  }

  #escape(at: number): number {
    const char = this.#text[at + 1] ?? "";
    if (char !== "u") {
      if (char === "" || !'"\\/bfnrt'.includes(char)) throw new Fault(at, "bad_escape");
      return at + 2;
    }
    const code = this.#hex(at);
    if (code === null) throw new Fault(at, "bad_escape");
    if (code < 0xd800 || code > 0xdfff) return at + 6;
    return this.#pair(at, code, this.#hex(at + 6) ?? 0, 6);
  }

  #hex(at: number): number | null {
    const digits = /^\\u([0-9a-fA-F]{4})$/.exec(this.#text.slice(at, at + 6))?.[1];
    return digits === undefined ? null : Number.parseInt(digits, 16);
  }

  /** Half a character becomes another one, or none, on its way to the store. */
  #pair(at: number, high: number, low: number, width: number): number {
    if (high > 0xdbff || !(low >= 0xdc00 && low <= 0xdfff)) throw new Fault(at, "lone_surrogate");
    return at + 2 * width;
  }

  #space(): void {
    for (;;) {
      const code = this.#text.charCodeAt(this.#at);
      if (code !== 0x20 && code !== 0x0a && code !== 0x0d && code !== 0x09) return;
      this.#at++;
    }
  }
}

function match(pattern: RegExp, text: string, at: number): string | null {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? null;
}
