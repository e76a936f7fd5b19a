import { ARGUMENTS_CHARS } from "@/lib/domain/arguments/edit";
import { ArgumentsFault, type ArgumentsFaultCode } from "@/lib/domain/arguments/fault";
import { requireKnownRevivals } from "@/lib/domain/arguments/reviving";
import type { EditableJob } from "@/lib/domain/job-edit.schema";
import { checkJson } from "@/lib/domain/json/check";
import { compactJson, prettyJson } from "@/lib/domain/json/format";

export interface TextFault {
  readonly at: number;
  readonly code: ArgumentsFaultCode;
}

/** The first fault the browser can see; masked values are judged by the server. */
export function faultOf(original: string, text: string, form: EditableJob["form"]): TextFault | null {
  if (text.length > ARGUMENTS_CHARS) return { at: ARGUMENTS_CHARS, code: "too_long" };
  const next = checkJson(text);
  if (!next.ok) return next;
  if (next.root.kind !== "array") return { at: next.root.start, code: "not_an_array" };
  const before = checkJson(original);
  if (!before.ok) return null;
  try {
    const revival = form === "plain" ? "stored" : "edited";
    requireKnownRevivals({ text: original, root: before.root }, { text, root: next.root }, revival);
    return null;
  } catch (error) {
    if (error instanceof ArgumentsFault) return error;
    throw error;
  }
}

/** The same tokens laid out anew; null for what is no JSON. */
export function tidied(text: string): string | null {
  const check = checkJson(text);
  return check.ok ? prettyJson(text, check.root) : null;
}

/** Whether two texts hold the same tokens, however they are laid out. */
export function sameTokens(a: string, b: string): boolean {
  const [left, right] = [checkJson(a), checkJson(b)];
  return left.ok && right.ok && compactJson(a, left.root) === compactJson(b, right.root);
}

export function maskedCount(text: string): number {
  return text.match(/"\[FILTERED_* \d+\]"/g)?.length ?? 0;
}
