import "server-only";
import { maskedText } from "./detail";
import { readPayload } from "./entry";
import { asciiFold } from "./fold";
import { asString } from "./payload-parse";

export type Predicate = (bytes: Buffer) => boolean;

/**
 * Whether an entry holds the text, ASCII case folded, and belongs to one of the queues. Bytes are looked
 * through first; only a hit is parsed, and counts only if the text also stands in what a viewer may see.
 */
export function predicateOf(q: string | null, queueGlobs: readonly string[] | undefined): Predicate {
  const needle = q === null ? null : asciiFold(q);
  const rawNeedle = q === null ? null : Buffer.from(q, "utf8").toString("latin1").toLowerCase();
  return (bytes) => {
    if (rawNeedle !== null && !bytes.toString("latin1").toLowerCase().includes(rawNeedle)) return false;
    if (queueGlobs && !queueAllowed(asString(readPayload(bytes).fields.get("queue")), queueGlobs)) return false;
    return needle === null || asciiFold(maskedText(bytes)).includes(needle);
  };
}

/** An entry without a queue belongs to nobody whose view is narrowed. */
export function queueAllowed(queue: string | null, globs: readonly string[]): boolean {
  return queue !== null && globs.some((glob) => matchesGlob(glob, queue));
}

/** `*` stands for any run of characters; nothing else is special. */
export function matchesGlob(glob: string, text: string): boolean {
  const [head = "", ...rest] = glob.split("*");
  if (rest.length === 0) return glob === text;
  if (!text.startsWith(head)) return false;
  let at = head.length;
  const tail = rest.pop() ?? "";
  for (const part of rest) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return text.length - tail.length >= at && text.endsWith(tail);
}
