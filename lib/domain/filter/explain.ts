import type { FilterKey } from "./keys";
import { isAnything, type Pattern } from "./pattern";
import type { Comparison, FilterLeaf, FilterNode } from "./tree";

/**
 * A part of the sentence that says what a filter means: `id` below `filter.explain`, with its params. Conjunctions
 * and brackets are parts of their own, so that a translation can place words, and the reader sees the nesting.
 */
export interface ExplainPart {
  readonly id: ExplainId;
  readonly params: Readonly<Record<string, string>>;
}

export type ExplainId =
  | "all"
  | "and"
  | "or"
  | "not"
  | "open"
  | "close"
  | "wordGlob"
  | "isEmpty"
  | "argNumber"
  | DeniableId
  | `${DeniableId}Not`
  | `${"number" | "duration" | "time" | "distance"}.${ComparisonWord}`;

/** What has a sentence of its own for its opposite. */
const DENIABLE = ["word", "is", "glob", "any", "contains", "arg", "argGlob", "argAny"] as const;
type DeniableId = (typeof DENIABLE)[number];
const isDeniable = (id: ExplainId): id is DeniableId => DENIABLE.some((each) => each === id);

type ComparisonWord = "less" | "atMost" | "more" | "atLeast" | "equal";

const WORDS = {
  "<": "less",
  "<=": "atMost",
  ">": "more",
  ">=": "atLeast",
  "=": "equal",
} as const satisfies Record<Comparison, ComparisonWord>;

/** What a filter means, in order of reading. */
export function explainFilter(node: FilterNode): ExplainPart[] {
  switch (node.kind) {
    case "all":
      return [part("all")];
    case "and":
    case "or":
      return node.of.flatMap((each, i) => [
        ...(i === 0 ? [] : [part(node.kind)]),
        ...(each.kind === "or" || each.kind === "and" ? bracketed(each) : explainFilter(each)),
      ]);
    case "not": {
      const [only, ...rest] = explainFilter(node.of);
      if (only && rest.length === 0 && isDeniable(only.id)) return [part(`${only.id}Not`, only.params)];
      return [
        part("not"),
        ...(node.of.kind === "or" || node.of.kind === "and" ? bracketed(node.of) : explainFilter(node.of)),
      ];
    }
    default:
      return [leafPart(node)];
  }
}

const bracketed = (node: FilterNode) => [part("open"), ...explainFilter(node), part("close")];

function leafPart(leaf: FilterLeaf): ExplainPart {
  switch (leaf.kind) {
    case "word":
      return part(leaf.pattern.length > 1 ? "wordGlob" : "word", { value: shown(leaf.pattern) });
    case "text":
      return textPart(leaf.key, leaf.path, leaf.pattern);
    case "argNumber":
      return part("argNumber", { path: leaf.path.join("."), is: leaf.is, value: leaf.value.text });
    case "time": {
      const kind = leaf.value.kind === "distance" ? "distance" : "time";
      return part(`${kind}.${WORDS[leaf.is]}`, { key: leaf.key, value: leaf.value.text });
    }
    default:
      return part(`${leaf.kind}.${WORDS[leaf.is]}`, { key: leaf.key, value: leaf.value.text });
  }
}

function textPart(key: FilterKey, path: readonly string[] | null, pattern: Pattern): ExplainPart {
  const value = shown(pattern);
  const params = path === null ? { key, value } : { key, value, path: path.join(".") };
  if (key === "arg" && path !== null) {
    return part(isAnything(pattern) ? "argAny" : pattern.length > 1 ? "argGlob" : "arg", params);
  }
  if (isAnything(pattern)) return part("any", params);
  if (key === "message") return part("contains", params);
  if (pattern.length === 1 && value === "") return part("isEmpty", params);
  return part(pattern.length > 1 ? "glob" : "is", params);
}

const shown = (pattern: Pattern) => pattern.join("*");

function part(id: ExplainId, params: Readonly<Record<string, string>> = {}): ExplainPart {
  return { id, params };
}
