import { decodeToken, type JsonMember, type JsonSpan } from "@/lib/domain/json/check";
import { compactJson } from "@/lib/domain/json/format";
import type { KeptParts, Range } from "./kept";
import { type HashMark, KEPT_MARK, MODEL_MARK, VALUE_MARKS } from "./marks";
import type { Parsed } from "./reviving";

const MARK_OF = new Map(Object.entries(VALUE_MARKS).map(([mark, serializer]) => [serializer, mark]));
const GLOBALID = "_aj_globalid";
const SERIALIZED = "_aj_serialized";

/** Every object's projection, without blanks, and the original bytes it came from. */
export type Originals = ReadonlyMap<string, string>;

export function projectActiveJob(
  { text, root }: Parsed,
  hidden: readonly Range[],
  parts: KeptParts,
): { text: string; originals: Originals } {
  const originals = new Map<string, string>();
  const masked = new Map(hidden.map(({ start, end }) => [start, end]));

  function value(span: JsonSpan): string {
    const raw = text.slice(span.start, span.end);
    if (masked.get(span.start) === span.end) return parts.mask(raw);
    if (span.kind === "array") return `[${span.items.map(value).join(",")}]`;
    if (span.kind !== "object") return raw;
    const projected = special(span, raw) ?? hash(span, raw);
    if (!originals.has(projected)) originals.set(projected, raw);
    return projected;
  }

  function special(span: JsonSpan, raw: string): string | null {
    const gid = memberOf(span, GLOBALID)?.value;
    if (gid !== undefined) {
      const alone = gid.kind === "string" && span.members.length === 1 && masked.get(gid.start) === undefined;
      return alone ? `{"${MODEL_MARK}":${text.slice(gid.start, gid.end)}}` : kept(raw, "model");
    }
    const serializer = memberOf(span, SERIALIZED)?.value;
    if (serializer === undefined) return null;
    const name = serializer.kind === "string" ? decodeToken(text, serializer.start, serializer.end) : "";
    const mark = MARK_OF.get(name);
    const inner = memberOf(span, "value")?.value;
    if (
      mark !== undefined &&
      inner?.kind === "string" &&
      span.members.length === 2 &&
      masked.get(inner.start) === undefined
    ) {
      return `{"${mark}":${text.slice(inner.start, inner.end)}}`;
    }
    return kept(raw, describeKept(name, inner));
  }

  /** What a reader is told of a value that can only be kept: nothing of it that is masked. */
  function describeKept(serializer: string, inner: JsonSpan | undefined): string {
    const short = serializer
      .replace(/^ActiveJob::Serializers::/, "")
      .replace(/Serializer$/, "")
      .toLowerCase();
    const simple = inner !== undefined && inner.items.length === 0 && inner.members.length === 0;
    if (!simple || hidden.some(({ start, end }) => start < inner.end && end > inner.start)) return short;
    return `${short} ${inner.kind === "string" ? decodeToken(text, inner.start, inner.end) : text.slice(inner.start, inner.end)}`;
  }

  const kept = (raw: string, is: string) =>
    `{"${KEPT_MARK}":${parts.keep(raw)},"is":${JSON.stringify([...is].slice(0, 120).join(""))}}`;

  function hash(span: JsonSpan, raw: string): string {
    const symbols = stringsOf(memberOf(span, "_aj_symbol_keys")?.value);
    const keywords = stringsOf(memberOf(span, "_aj_ruby2_keywords")?.value);
    const indifferent = memberOf(span, "_aj_hash_with_indifferent_access");
    const marks = span.members.filter(({ key }) => key.startsWith("_aj_"));
    if (marks.length > 1 || (marks.length === 1 && !symbols && !keywords && !indifferent)) return kept(raw, "hash");
    const mark: HashMark | null = keywords ? "#keywords" : indifferent ? "#indifferent" : symbols ? null : "#raw";
    const named = symbols ?? keywords ?? new Set<string>();
    const own = span.members.filter(({ key }) => !key.startsWith("_aj_"));
    const members = own.map((member) => `${keyToken(member, named.has(member.key))}:${value(member.value)}`);
    return `{${[...(mark === null ? [] : [`"${mark}":true`]), ...members].join(",")}}`;
  }

  function keyToken({ key, keyStart, keyEnd }: JsonMember, symbol: boolean): string {
    const prefix = symbol ? ":" : /^[#:=]/.test(key) ? "=" : "";
    return `"${prefix}${text.slice(keyStart + 1, keyEnd)}`;
  }

  function stringsOf(span: JsonSpan | undefined): Set<string> | null {
    if (span?.kind !== "array" || span.items.some(({ kind }) => kind !== "string")) return null;
    return new Set(span.items.map(({ start, end }) => decodeToken(text, start, end)));
  }

  return { text: value(root), originals };
}

export const memberOf = (span: JsonSpan, key: string) => span.members.find((member) => member.key === key);

/** The original bytes of an object nobody touched. */
export function untouched({ text }: Pick<Parsed, "text">, span: JsonSpan, originals: Originals): string | null {
  return originals.get(compactJson(text, span)) ?? null;
}
