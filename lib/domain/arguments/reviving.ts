import { decodeToken, type JsonSpan } from "@/lib/domain/json/check";
import { compactJson } from "@/lib/domain/json/format";
import { ArgumentsFault } from "./fault";
import { MODEL_MARK, VALUE_MARKS } from "./marks";

/** Serialisers whose value is only ever parsed: a symbol, a moment, a number. Others look classes or records up by name. */
const HARMLESS_SERIALIZERS: ReadonlySet<string> = new Set(Object.values(VALUE_MARKS));
/** Marks of Active Job's own hashes; they only say which keys are symbols. */
const HASH_MARKS = new Set(["_aj_symbol_keys", "_aj_ruby2_keywords", "_aj_hash_with_indifferent_access"]);

/**
 * Keys by which a worker's parser makes an object of what it reads: Active Job, sidekiq-cron, Ruby's JSON
 * additions, Oj's object mode.
 */
export function revives(key: string): boolean {
  return key.startsWith("_aj_") || key.startsWith("_sc_") || key.startsWith("^") || key === "json_class";
}

/**
 * How a text is to be read. `stored`: as a plain worker gets it · `serialized`: as Active Job gets it, where hash
 * marks and harmless serialisers are bounded in number alone · `edited`: Active Job's arguments as values.
 */
export type RevivalForm = "stored" | "serialized" | "edited";

/**
 * Refuses an object with a reviving key that was not in the original, or was another there.
 * @throws ArgumentsFault at an offset of `next`
 */
export function requireKnownRevivals(original: Parsed, next: Parsed, form: RevivalForm): void {
  const left = new Map<string, number>();
  for (const { identity } of revivals(original, form)) left.set(identity, (left.get(identity) ?? 0) + 1);
  for (const { identity, at } of revivals(next, form)) {
    const count = left.get(identity) ?? 0;
    if (count === 0) throw new ArgumentsFault(at, "reviving");
    left.set(identity, count - 1);
  }
}

export interface Parsed {
  readonly text: string;
  readonly root: JsonSpan;
}

function* revivals({ text, root }: Parsed, form: RevivalForm): Generator<{ identity: string; at: number }> {
  const open = [root];
  for (let span = open.pop(); span !== undefined; span = open.pop()) {
    const member = span.members.find(({ key }) => revivesIn(key, form));
    if (member !== undefined) yield { identity: identityOf(text, span, form), at: member.keyStart };
    open.push(...[...span.items, ...span.members.map(({ value }) => value)].reverse());
  }
}

function revivesIn(key: string, form: RevivalForm): boolean {
  if (form === "edited")
    return key === MODEL_MARK || Object.hasOwn(VALUE_MARKS, key) || revives(key.replace(/^[:=]/, ""));
  return revives(key) && !(form === "serialized" && HASH_MARKS.has(key));
}

function identityOf(text: string, span: JsonSpan, form: RevivalForm): string {
  const [only] = span.members;
  if (form === "edited" && only && span.members.length === 1 && Object.hasOwn(VALUE_MARKS, only.key)) return only.key;
  const serializer = span.members.find(({ key }) => key === "_aj_serialized")?.value;
  if (form === "serialized" && serializer?.kind === "string" && span.members.length === 2) {
    const name = decodeToken(text, serializer.start, serializer.end);
    if (HARMLESS_SERIALIZERS.has(name)) return name;
  }
  return compactJson(text, span);
}
