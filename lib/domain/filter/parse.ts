import { FILTER_CHARS, FILTER_DEPTH, FILTER_NODES, isDurationKey, isFilterSet, isNumberKey, isTextKey } from "./keys";
import { FilterError, type FilterProblem, type Term, type Token, tokensOf } from "./lexer";
import { parseDuration, parseNumber, parseTime } from "./times";
import { ALL, and, type Comparison, type FilterNode, not, or } from "./tree";

export type ParsedFilter = { readonly ok: true; readonly filter: FilterNode } | FilterProblem;

/**
 * A filter's text as a tree. Never throws; linear in the text, which may have `FILTER_CHARS` characters.
 *
 *     any  := all { "OR" all }           all  := one { ["AND"] one }
 *     one  := ("-" | "NOT") one | "(" any ")" | word | key ":" value | key comparison value
 */
export function parseFilter(text: string): ParsedFilter {
  try {
    if (text.length > FILTER_CHARS) throw new FilterError("too_long", FILTER_CHARS, { most: String(FILTER_CHARS) });
    const tokens = tokensOf(text);
    return { ok: true, filter: tokens.length === 0 ? ALL : new Parser(tokens, text.length).whole() };
  } catch (error) {
    if (error instanceof FilterError) return error.problem;
    throw error;
  }
}

class Parser {
  private readonly tokens: readonly Token[];
  private readonly end: number;
  private at = 0;
  private nodes = 0;

  constructor(tokens: readonly Token[], end: number) {
    this.tokens = tokens;
    this.end = end;
  }

  whole(): FilterNode {
    const node = this.any(0);
    const left = this.tokens[this.at];
    if (left) throw new FilterError("bracket_unexpected", left.at);
    return node;
  }

  private any(depth: number): FilterNode {
    const members = [this.all(depth)];
    while (this.take("OR")) members.push(this.all(depth));
    return or(...members);
  }

  private all(depth: number): FilterNode {
    const members = [this.one(depth)];
    for (;;) {
      const next = this.tokens[this.at]?.kind;
      if (next === undefined || next === ")" || next === "OR") return and(...members);
      this.take("AND");
      members.push(this.one(depth));
    }
  }

  private one(depth: number): FilterNode {
    let negated = false;
    while (this.take("-") || this.take("NOT")) negated = !negated;
    const node = this.bare(depth);
    return negated ? not(node) : node;
  }

  private bare(depth: number): FilterNode {
    const token = this.tokens[this.at];
    if (token === undefined) throw new FilterError("word_expected", this.end);
    if (token.kind === "term") {
      this.at++;
      if (++this.nodes > FILTER_NODES) throw new FilterError("too_many", token.at, { most: String(FILTER_NODES) });
      return leafOf(token);
    }
    if (token.kind !== "(")
      throw new FilterError(token.kind === ")" ? "bracket_unexpected" : "word_expected", token.at);
    if (depth >= FILTER_DEPTH) throw new FilterError("too_deep", token.at, { most: String(FILTER_DEPTH) });
    this.at++;
    if (this.tokens[this.at]?.kind === ")") throw new FilterError("bracket_empty", token.at);
    const node = this.any(depth + 1);
    if (!this.take(")")) throw new FilterError("bracket_open", token.at);
    return node;
  }

  private take(kind: Token["kind"]): boolean {
    if (this.tokens[this.at]?.kind !== kind) return false;
    this.at++;
    return true;
  }
}

function leafOf(term: Term): FilterNode {
  const { key, path, value } = term;
  if (key === null) return { kind: "word", pattern: value };
  if (isTextKey(key)) return textOf(term, key);
  const is: Comparison = term.is === ":" ? "=" : term.is;
  const text = value.join("*");
  const bad = (code: "bad_number" | "bad_duration" | "bad_time") =>
    new FilterError(code, term.valueAt, { key, value: text });
  if (isNumberKey(key)) {
    const number = parseNumber(text);
    if (!number) throw bad("bad_number");
    return { kind: "number", key, is, value: number };
  }
  if (isDurationKey(key)) {
    const duration = parseDuration(text);
    if (!duration) throw bad("bad_duration");
    if (is === "=") throw new FilterError("needs_comparison", term.valueAt, { key, value: text });
    return { kind: "duration", key, is, value: duration };
  }
  const time = parseTime(text);
  if (!time || path) throw bad("bad_time");
  if (is === "=" && time.kind === "distance")
    throw new FilterError("needs_comparison", term.valueAt, { key, value: text });
  return { kind: "time", key, is, value: time };
}

function textOf(term: Term, key: Extract<FilterNode, { kind: "text" }>["key"]): FilterNode {
  const { path, value, is } = term;
  if (is !== ":") {
    if (key !== "arg") throw new FilterError("not_comparable", term.at, { key });
    if (path === null) throw new FilterError("needs_path", term.at);
    const number = parseNumber(value.join("*"));
    if (!number) throw new FilterError("bad_number", term.valueAt, { key, value: value.join("*") });
    return { kind: "argNumber", path, is, value: number };
  }
  if (key !== "set") return { kind: "text", key, path, pattern: value };
  const set = value.join("*").toLowerCase();
  if (!isFilterSet(set)) throw new FilterError("bad_set", term.valueAt, { value: value.join("*") });
  return { kind: "text", key, path: null, pattern: [set] };
}
