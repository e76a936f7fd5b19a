import type { JsonSpan } from "./check";

/** A value of scalars that fits this many columns stays on one line. */
const LINE = 80;

/** The same tokens without a blank between them: what is stored. */
export function compactJson(text: string, span: JsonSpan): string {
  return parts(text, span, ",", ":");
}

/** The same tokens, a line each where they would not fit on one: what is edited. */
export function prettyJson(text: string, span: JsonSpan, indent = ""): string {
  if (span.kind !== "object" && span.kind !== "array") return text.slice(span.start, span.end);
  const children = span.kind === "array" ? span.items : span.members.map(({ value }) => value);
  if (children.length === 0) return span.kind === "array" ? "[]" : "{}";
  if (children.every(isScalar)) {
    const line = parts(text, span, ", ", ": ");
    if (indent.length + line.length <= LINE) return line;
  }
  const inner = `${indent}  `;
  const lines =
    span.kind === "array"
      ? span.items.map((item) => prettyJson(text, item, inner))
      : span.members.map(
          ({ keyStart, keyEnd, value }) => `${text.slice(keyStart, keyEnd)}: ${prettyJson(text, value, inner)}`,
        );
  const [open, close] = span.kind === "array" ? "[]" : "{}";
  return `${open}\n${inner}${lines.join(`,\n${inner}`)}\n${indent}${close}`;
}

const isScalar = (span: JsonSpan) => span.kind !== "object" && span.kind !== "array";

function parts(text: string, span: JsonSpan, comma: string, colon: string): string {
  if (span.kind === "array") return `[${span.items.map((item) => parts(text, item, comma, colon)).join(comma)}]`;
  if (span.kind !== "object") return text.slice(span.start, span.end);
  const members = span.members.map(
    ({ keyStart, keyEnd, value }) => text.slice(keyStart, keyEnd) + colon + parts(text, value, comma, colon),
  );
  return `{${members.join(comma)}}`;
}
