import { isAnything, type Pattern } from "./pattern";
import type { FilterLeaf, FilterNode } from "./tree";

const SAFE_VALUE = /^[^\s()"*:<>=][^\s()"*]*$/;
/** Colons in pairs alone, as in class names: a single one would make a key of what stands before it. */
const SAFE_WORD = /^(?!-|:+$|arg\.)(?:[^\s()"*:<>=]|::)+$/i;
const SAFE_NAME = /^[^\s.:<>=()"*]+$/;
const OPERATORS = new Set(["OR", "AND", "NOT"]);

/** The text that parses to this tree again. */
export function printFilter(node: FilterNode): string {
  switch (node.kind) {
    case "all":
      return "";
    case "and":
      return node.of.map((each) => (each.kind === "or" ? `(${printFilter(each)})` : printFilter(each))).join(" ");
    case "or":
      return node.of.map(printFilter).join(" OR ");
    case "not":
      return node.of.kind === "and" || node.of.kind === "or"
        ? `-(${printFilter(node.of)})`
        : `-${printFilter(node.of)}`;
    default:
      return printLeaf(node);
  }
}

function printLeaf(leaf: FilterLeaf): string {
  switch (leaf.kind) {
    case "word":
      return printPattern(leaf.pattern, (part, i) => SAFE_WORD.test(part) && !(i === 0 && OPERATORS.has(part)));
    case "text":
      return `${leaf.key}${pathText(leaf.path)}:${printPattern(leaf.pattern, (part) => SAFE_VALUE.test(part))}`;
    case "argNumber":
      return `arg${pathText(leaf.path)}${leaf.is === "=" ? ":" : leaf.is}${leaf.value.text}`;
    default:
      return `${leaf.key}${leaf.is === "=" ? ":" : leaf.is}${/\s/.test(leaf.value.text) ? quoted(leaf.value.text) : leaf.value.text}`;
  }
}

function printPattern(pattern: Pattern, safe: (part: string, index: number) => boolean): string {
  if (isAnything(pattern)) return "*";
  return pattern
    .map((part, i) => {
      if (part === "") return pattern.length === 1 ? '""' : "";
      return safe(part, i) ? part : quoted(part);
    })
    .join("*");
}

function pathText(path: readonly string[] | null): string {
  return (path ?? []).map((name) => `.${SAFE_NAME.test(name) ? name : quoted(name)}`).join("");
}

function quoted(text: string): string {
  return `"${text.replace(/[\\"]/g, "\\$&")}"`;
}
