import fc from "fast-check";
import { and, type FilterNode, is, not, or, parseFilter } from "@/lib/domain/filter";

/** The tree of a text that is a filter. */
export function tree(filter: string): FilterNode {
  const parsed = parseFilter(filter);
  if (!parsed.ok) throw new Error(`${filter}: ${parsed.code} at ${parsed.at}`);
  return parsed.filter;
}

const fragment = fc.constantFrom(
  "(",
  ")",
  '"',
  "\\",
  "-",
  "*",
  "**",
  ":",
  "::",
  "<",
  "<=",
  ">",
  ">=",
  "=",
  ".",
  " ",
  "OR",
  " OR ",
  "AND",
  "NOT ",
  "class:",
  "arg.",
  "arg.user.id:",
  'arg."',
  "age>",
  "retries>=",
  "at<",
  "14:05",
  "2026-11-22",
  "2h",
  "1h30m",
  "99999999999999999999",
  "set:dead",
  "Net::ReadTimeout",
  "é",
  "😀",
  "\u0000",
  "\u202e",
  "\ud800",
  "__proto__",
  "constructor:",
  "toString",
  "\n",
  "\t",
  "'",
  "{",
  "$",
  "^",
);
/** Any text somebody could type or send. */
export const hostile = fc.oneof(
  fc.array(fc.oneof(fragment, fc.string({ maxLength: 4 })), { maxLength: 60 }).map((pieces) => pieces.join("")),
  fc.string({ unit: "binary", maxLength: 500 }),
  fc.tuple(fragment, fc.integer({ min: 1, max: 520 })).map(([piece, times]) => piece.repeat(times).slice(0, 520)),
);

const textPart = fc.oneof(
  fc.string({ minLength: 1, maxLength: 8 }),
  fragment,
  fc.constantFrom("OR", "-x", "a b", "x:y"),
);
const pattern = fc.oneof(
  fc.string({ maxLength: 8 }).map((part) => [part]),
  fc
    .tuple(fc.array(textPart, { maxLength: 2 }), fc.boolean(), fc.boolean())
    .map(([parts, head, tail]) => [
      ...(head || parts.length === 0 ? [""] : []),
      ...parts,
      ...(tail || parts.length === 0 ? [""] : []),
    ]),
);
const comparison = fc.constantFrom("<", "<=", ">", ">=");
const path = fc.array(fc.oneof(fc.string({ minLength: 1, maxLength: 5 }), fc.constantFrom("0", "a.b", "my key")), {
  minLength: 1,
  maxLength: 3,
});
const comparedKey = fc.constantFrom(
  "age>2h",
  "latency<=1m",
  "retries:5",
  "retries<3",
  "at:14:05",
  "died>2d",
  "next<10m",
  "enqueued>=2026-11-22",
  'at<"2026-11-22 14:05:01.5"',
);
const leaf: fc.Arbitrary<FilterNode> = fc.oneof(
  pattern.map((parts) => ({ kind: "word", pattern: parts }) as const),
  fc
    .tuple(fc.constantFrom("class", "queue", "error", "message", "jid", "tag", "group"), pattern)
    .map(([key, parts]) => ({ kind: "text", key, path: null, pattern: parts }) as const),
  fc.tuple(path, pattern).map(([names, parts]) => ({ kind: "text", key: "arg", path: names, pattern: parts }) as const),
  fc
    .tuple(path, comparison, fc.integer())
    .map(
      ([names, op, number]) =>
        ({ kind: "argNumber", path: names, is: op, value: { text: String(number), number } }) as const,
    ),
  comparedKey.map(tree),
  fc.constantFrom("dead", "retry").map((set) => is("set", set)),
);
/** Every shape of tree. */
export const { node: anyFilter } = fc.letrec<{ node: FilterNode }>((tie) => ({
  node: fc.oneof(
    { depthSize: "small", withCrossShrink: true },
    leaf,
    fc.array(tie("node"), { minLength: 2, maxLength: 3 }).map((nodes) => and(...nodes)),
    fc.array(tie("node"), { minLength: 2, maxLength: 3 }).map((nodes) => or(...nodes)),
    tie("node").map(not),
  ),
}));
