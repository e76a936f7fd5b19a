import type { JsonSpan } from "@/lib/domain/json/check";
import { KeptLookup, type KeptParts, Output, type Range } from "./kept";

/** The arguments of a Sidekiq job as they are edited: the stored text, a placeholder for each masked value. */
export function projectPlain(raw: string, hidden: readonly Range[], parts: KeptParts): string {
  let text = "";
  let at = 0;
  for (const { start, end } of hidden) {
    text += raw.slice(at, start) + parts.mask(raw.slice(start, end));
    at = end;
  }
  return text + raw.slice(at);
}

/** The edited text without blanks, the masked values back in their places. @throws ArgumentsFault */
export function rebuildPlain(text: string, root: JsonSpan, parts: KeptParts): Output {
  const lookup = new KeptLookup(parts);
  const out = new Output();
  const value = (span: JsonSpan): void => {
    const part = span.kind === "string" ? lookup.masked(text, span) : null;
    if (part !== null) out.restore(part, span.start);
    else if (span.kind === "array") {
      out.write("[");
      for (const [index, item] of span.items.entries()) {
        if (index > 0) out.write(",");
        value(item);
      }
      out.write("]");
    } else if (span.kind === "object") {
      out.write("{");
      for (const [index, member] of span.members.entries()) {
        out.write(`${index > 0 ? "," : ""}${text.slice(member.keyStart, member.keyEnd)}:`);
        value(member.value);
      }
      out.write("}");
    } else out.write(text.slice(span.start, span.end));
  };
  value(root);
  return out;
}
