import { decodeToken, type JsonMember, type JsonSpan } from "@/lib/domain/json/check";
import { memberOf, type Originals, untouched } from "./active-job";
import { ArgumentsFault } from "./fault";
import { KeptLookup, type KeptPart, type KeptParts, Output } from "./kept";
import { HASH_MARKS, type HashMark, KEPT_MARK, MODEL_MARK, VALUE_MARKS } from "./marks";
import type { Parsed } from "./reviving";

const MOMENT = /^\d{4,6}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d{1,9})?(?:Z|[+-]\d\d:?\d\d)$/;
/** What `parse` of each class takes without a guess; a symbol may be anything. */
const VALUE_FORM: Readonly<Record<string, RegExp>> = {
  "#time": MOMENT,
  "#datetime": MOMENT,
  "#date": /^\d{4,6}-\d\d-\d\d$/,
  "#decimal": /^-?(?:\d{1,1000}(?:\.\d{1,1000})?|0\.\d{1,1000}e-?\d{1,9})$/i,
};
const RESERVED_MARKS: ReadonlySet<string> = new Set(HASH_MARKS);

/**
 * Active Job's serialised form of edited values. What nobody touched keeps its bytes; the rest is written as
 * `ActiveJob::Arguments.serialize` would. @throws ArgumentsFault
 */
export function rebuildActiveJob({ text, root }: Parsed, parts: KeptParts, originals: Originals): Output {
  const lookup = new KeptLookup(parts);
  const out = new Output();

  function value(span: JsonSpan): void {
    const masked = span.kind === "string" ? lookup.masked(text, span) : null;
    if (masked !== null) out.restore(masked, span.start);
    else if (span.kind === "array") list(span.items);
    else if (span.kind === "object") object(span);
    else out.write(text.slice(span.start, span.end));
  }

  function list(items: readonly JsonSpan[]): void {
    out.write("[");
    for (const [index, item] of items.entries()) {
      if (index > 0) out.write(",");
      value(item);
    }
    out.write("]");
  }

  function object(span: JsonSpan): void {
    const same = untouched({ text }, span, originals);
    if (same !== null) {
      consume(span);
      out.write(same);
    } else if (memberOf(span, KEPT_MARK)) out.restore(keptPart(span), span.start);
    else {
      const marked = markedValue(span);
      if (marked === null) hash(span);
      else out.write(marked);
    }
  }

  function markedValue({ members }: JsonSpan): string | null {
    const [only] = members;
    if (only === undefined || members.length > 1) return null;
    if (only.key === MODEL_MARK) return `{"_aj_globalid":${string(only)}}`;
    const serializer = Object.hasOwn(VALUE_MARKS, only.key) ? VALUE_MARKS[only.key] : undefined;
    return serializer === undefined ? null : serialized(only, serializer);
  }

  /** Each placeholder stands for its part once, in what nobody touched too; inside the same object it stays as hidden as it was. */
  function consume(span: JsonSpan): void {
    if (span.kind === "string") lookup.masked(text, span);
    if (memberOf(span, KEPT_MARK)) keptPart(span);
    for (const child of [...span.items, ...span.members.map((member) => member.value)]) consume(child);
  }

  function keptPart(span: JsonSpan): KeptPart {
    const number = memberOf(span, KEPT_MARK)?.value;
    const digits = number?.kind === "number" ? text.slice(number.start, number.end) : "";
    if (!/^[1-9]\d{0,5}$/.test(digits) || span.members.some(({ key }) => key !== KEPT_MARK && key !== "is")) {
      throw new ArgumentsFault(span.start, "mark_value");
    }
    return lookup.take(Number(digits), span.start, false);
  }

  function serialized(member: JsonMember, serializer: string): string {
    const token = string(member);
    const form = VALUE_FORM[member.key];
    if (form && !form.test(decodeToken(text, member.value.start, member.value.end))) {
      throw new ArgumentsFault(member.value.start, "mark_value");
    }
    return `{"_aj_serialized":"${serializer}","value":${token}}`;
  }

  function string({ value: token }: JsonMember): string {
    const masked = token.kind === "string" && lookup.masked(text, token) !== null;
    if (token.kind !== "string" || masked) throw new ArgumentsFault(token.start, "mark_value");
    return text.slice(token.start, token.end);
  }

  function hash(span: JsonSpan): void {
    const marks = span.members.filter(({ key }) => RESERVED_MARKS.has(key));
    const [mark, second] = marks;
    if (second) throw new ArgumentsFault(second.keyStart, "mark_unknown");
    if (mark && text.slice(mark.value.start, mark.value.end) !== "true") {
      throw new ArgumentsFault(mark.value.start, "mark_value");
    }
    const symbols: string[] = [];
    const names = new Set<string>();
    out.write("{");
    for (const member of span.members) {
      if (member === mark) continue;
      const { name, token, symbol } = keyOf(member);
      if (names.has(name)) throw new ArgumentsFault(member.keyStart, "duplicate_key");
      if (symbol && mark !== undefined && mark.key !== "#keywords") {
        throw new ArgumentsFault(member.keyStart, "mark_unknown");
      }
      if (symbol) symbols.push(token);
      out.write(`${names.size > 0 ? "," : ""}${token}:`);
      names.add(name);
      value(member.value);
    }
    const ending = hashEnding((mark?.key ?? null) as HashMark | null, symbols);
    out.write(`${ending === "" || names.size === 0 ? "" : ","}${ending}}`);
  }

  function keyOf({ key, keyStart, keyEnd }: JsonMember): { name: string; token: string; symbol: boolean } {
    const prefix = /^[:=]/.exec(key)?.[0];
    if (key.startsWith("#")) throw new ArgumentsFault(keyStart, "mark_unknown");
    const name = prefix ? key.slice(1) : key;
    // Active Job keeps these names for itself and refuses them in a hash.
    if (name.startsWith("_aj_")) throw new ArgumentsFault(keyStart, "reviving");
    const raw = text.slice(keyStart, keyEnd);
    const token = !prefix ? raw : raw[1] === prefix ? `"${raw.slice(2)}` : JSON.stringify(name);
    return { name, token, symbol: prefix === ":" };
  }

  value(root);
  return out;
}

function hashEnding(mark: HashMark | null, symbols: readonly string[]): string {
  switch (mark) {
    case "#raw":
      return "";
    case "#indifferent":
      return '"_aj_hash_with_indifferent_access":true';
    case "#keywords":
      return `"_aj_ruby2_keywords":[${symbols.join(",")}]`;
    case null:
      return `"_aj_symbol_keys":[${symbols.join(",")}]`;
  }
}
