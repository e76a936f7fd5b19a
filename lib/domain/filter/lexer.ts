import { FILTER_KEYS, type FilterKey, isFilterKey } from "./keys";
import type { Pattern } from "./pattern";
import type { ArgPath, Comparison } from "./tree";

/** Why a text is no filter: `at` is the character to point at, `params` fill the sentence of the code. */
export interface FilterProblem {
  readonly ok: false;
  readonly at: number;
  readonly code: FilterProblemCode;
  readonly params: Readonly<Record<string, string>>;
}

export type FilterProblemCode =
  | "too_long"
  | "too_many"
  | "too_deep"
  | "unknown_key"
  | "unknown_key_did_you_mean"
  | "value_missing"
  | "path_empty"
  | "needs_path"
  | "quote_open"
  | "bracket_open"
  | "bracket_unexpected"
  | "bracket_empty"
  | "word_expected"
  | "sign_alone"
  | "not_comparable"
  | "needs_comparison"
  | "bad_number"
  | "bad_duration"
  | "bad_time"
  | "bad_set";

export class FilterError extends Error {
  readonly problem: FilterProblem;
  constructor(code: FilterProblemCode, at: number, params: Readonly<Record<string, string>> = {}) {
    super(code);
    this.problem = { ok: false, at, code, params };
  }
}

export type Token =
  | { readonly kind: "(" | ")" | "-" | "OR" | "AND" | "NOT"; readonly at: number; readonly end: number }
  | Term;

export interface Term {
  readonly kind: "term";
  readonly at: number;
  readonly end: number;
  /** null: a plain word. */
  readonly key: FilterKey | null;
  readonly path: ArgPath | null;
  /** `:` where no comparison is written. */
  readonly is: Comparison | ":";
  readonly value: Pattern;
  readonly valueAt: number;
}

const SPACE = /\s*/y;
const NAME = /[A-Za-z][A-Za-z_]*/y;
const SEGMENT = /[^\s.:<>=()"*]+/y;
const OPERATOR = /:(?:[<>]=?|=)|:(?!:)|[<>]=?|=/y;
/** "age > 2h": nobody looks for a sign alone. */
const SIGN = /^[:<>=]+$/;
const BARE = /[^\s()"*]+/y;
const QUOTED = /"((?:[^"\\]|\\[\s\S])*)"/y;

/** Cuts a filter's text into tokens. @throws FilterError */
export function tokensOf(text: string): Token[] {
  const tokens: Token[] = [];
  let at = 0;
  for (;;) {
    at += sticky(SPACE, text, at).length;
    if (at >= text.length) return tokens;
    const token = tokenAt(text, at);
    tokens.push(token);
    at = token.end;
  }
}

function tokenAt(text: string, at: number): Token {
  const char = text[at];
  if (char === "(" || char === ")" || char === "-") return { kind: char, at, end: at + 1 };
  const head = keyAt(text, at);
  const valueAt = head?.end ?? at;
  const { value, end } = valueFrom(text, valueAt);
  if (value.length === 0) throw new FilterError("value_missing", valueAt, { key: head?.key ?? "" });
  const word = head === null ? text.slice(at, end) : "";
  if (SIGN.test(word)) throw new FilterError("sign_alone", at, { sign: word });
  if (word === "OR" || word === "AND" || word === "NOT") return { kind: word, at, end };
  return {
    kind: "term",
    at,
    end,
    key: head?.key ?? null,
    path: head?.path ?? null,
    is: head?.is ?? ":",
    value,
    valueAt,
  };
}

/** `key:`, `key>=` or `arg.path:`; null when a plain word begins here. */
function keyAt(text: string, start: number) {
  const name = sticky(NAME, text, start);
  if (name === "") return null;
  const key = name.toLowerCase();
  const path = key === "arg" && text[start + name.length] === "." ? pathFrom(text, start + name.length) : null;
  const at = path?.end ?? start + name.length;
  if (path?.names.length === 0 && /[:<>=]/.test(sticky(BARE, text, at))) throw new FilterError("path_empty", at);
  const operator = sticky(OPERATOR, text, at);
  if (operator === "") return null;
  const end = at + operator.length;
  if (isFilterKey(key)) return { key, path: path?.names ?? null, is: comparisonOf(operator), end };
  if (!meansAKey(name, operator, text.slice(end, end + 2))) return null;
  const near = FILTER_KEYS.find((known) => distance(known, key) <= (known.length > 4 ? 2 : 1));
  if (near === undefined) throw new FilterError("unknown_key", start, { key: name });
  throw new FilterError("unknown_key_did_you_mean", start, { key: name, near });
}

/** Class names, addresses and assignments are words; `sattus:x` is a key somebody got wrong. */
function meansAKey(name: string, operator: string, next: string): boolean {
  return name === name.toLowerCase() && operator !== "=" && next !== "//";
}

function comparisonOf(operator: string): Comparison | ":" {
  const bare = operator.length > 1 && operator.startsWith(":") ? operator.slice(1) : operator;
  return bare === "<" || bare === "<=" || bare === ">" || bare === ">=" ? bare : ":";
}

/** `.user."first name".0`; stops at what cannot be a name, `names` empty where one is missing. */
function pathFrom(text: string, start: number): { names: string[]; end: number } {
  const names: string[] = [];
  let at = start;
  while (text[at] === ".") {
    const bare = sticky(SEGMENT, text, at + 1);
    const quoted = bare === "" ? quotedAt(text, at + 1) : null;
    if (bare === "" && quoted === null) return { names: [], end: at + 1 };
    names.push(quoted?.text ?? bare);
    at = quoted?.end ?? at + 1 + bare.length;
  }
  return { names, end: at };
}

/** Bare runs, quoted runs and stars, as far as they stand together; empty when there are none. */
function valueFrom(text: string, start: number): { value: Pattern; end: number } {
  const parts: string[] = [];
  let at = start;
  let current: string | null = null;
  for (;;) {
    const quoted = quotedAt(text, at);
    const bare = quoted === null ? sticky(BARE, text, at) : "";
    if (quoted !== null) {
      current = (current ?? "") + quoted.text;
      at = quoted.end;
    } else if (bare !== "") {
      current = (current ?? "") + bare;
      at += bare.length;
    } else if (text[at] === "*") {
      parts.push(current ?? "");
      current = "";
      at++;
    } else break;
  }
  if (current === null) return { value: [], end: at };
  parts.push(current);
  return { value: parts.filter((part, i) => part !== "" || i === 0 || i === parts.length - 1), end: at };
}

/** A quote holds anything; `\"` and `\\` stand for the second of them. */
function quotedAt(text: string, at: number): { text: string; end: number } | null {
  if (text[at] !== '"') return null;
  const whole = sticky(QUOTED, text, at);
  if (whole === "") throw new FilterError("quote_open", at);
  return { text: whole.slice(1, -1).replace(/\\(["\\])/g, "$1"), end: at + whole.length };
}

function sticky(pattern: RegExp, text: string, at: number): string {
  pattern.lastIndex = at;
  return pattern.exec(text)?.[0] ?? "";
}

/** Letters to add, drop or change to make one word the other, of short words. */
function distance(a: string, b: string): number {
  if (Math.abs(a.length - b.length) > 2) return 3;
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const change = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(change, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
