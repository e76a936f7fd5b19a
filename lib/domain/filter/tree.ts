import type { DurationKey, NumberKey, TextKey, TimeKey } from "./keys";
import type { Pattern } from "./pattern";
import type { TimeValue } from "./times";

export type Comparison = "<" | "<=" | ">" | ">=" | "=";

/** A filter as a tree. `and` and `or` have at least two members and none of their own kind; `not` holds no `not`. */
export type FilterNode =
  /** Every job: the empty text. */
  | { readonly kind: "all" }
  | { readonly kind: "and"; readonly of: readonly FilterNode[] }
  | { readonly kind: "or"; readonly of: readonly FilterNode[] }
  | { readonly kind: "not"; readonly of: FilterNode }
  /** A plain word: anywhere in what is shown of the job. */
  | { readonly kind: "word"; readonly pattern: Pattern }
  /** `path` only with `arg`; null means any argument. */
  | { readonly kind: "text"; readonly key: TextKey; readonly path: ArgPath | null; readonly pattern: Pattern }
  /** A number of an argument; only as this, since `:` compares its text. */
  | { readonly kind: "argNumber"; readonly path: ArgPath; readonly is: Comparison; readonly value: NumberValue }
  | { readonly kind: "number"; readonly key: NumberKey; readonly is: Comparison; readonly value: NumberValue }
  | { readonly kind: "duration"; readonly key: DurationKey; readonly is: Comparison; readonly value: DurationValue }
  | { readonly kind: "time"; readonly key: TimeKey; readonly is: Comparison; readonly value: TimeValue };

export type FilterLeaf = Exclude<FilterNode, { kind: "all" | "and" | "or" | "not" }>;

/** Names of members and indexes of arrays, from the list of arguments downwards; a name looks into every element. */
export type ArgPath = readonly string[];

/** As written, and what it means. */
export interface NumberValue {
  readonly text: string;
  readonly number: number;
}
export interface DurationValue {
  readonly text: string;
  readonly ms: number;
}

export const ALL: FilterNode = { kind: "all" };

export function and(...of: readonly FilterNode[]): FilterNode {
  const members = of.flatMap((node) => (node.kind === "and" ? node.of : node.kind === "all" ? [] : [node]));
  return members.length < 2 ? (members[0] ?? ALL) : { kind: "and", of: members };
}

/** One of them; with `all` among them that is everything. */
export function or(...of: readonly FilterNode[]): FilterNode {
  if (of.some((node) => node.kind === "all")) return ALL;
  const members = of.flatMap((node) => (node.kind === "or" ? node.of : [node]));
  return members.length < 2 ? (members[0] ?? ALL) : { kind: "or", of: members };
}

/** Of a filter that is not empty. */
export function not(of: FilterNode): FilterNode {
  return of.kind === "not" ? of.of : { kind: "not", of };
}

/** `key:value` with the value taken literally. */
export function is(key: TextKey, value: string, path: ArgPath | null = null): FilterNode {
  return { kind: "text", key, path, pattern: [value] };
}

/** The members of the top level, as chips show them. */
export function partsOf(node: FilterNode): readonly FilterNode[] {
  if (node.kind === "all") return [];
  return node.kind === "and" ? node.of : [node];
}
