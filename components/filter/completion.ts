import { FILTER_KEYS, type FilterKey, is, isTextKey, printFilter } from "@/lib/domain/filter";

/** What can be completed where the cursor stands: `from` is where the text it replaces begins. */
export type Completion =
  | { readonly kind: "key"; readonly from: number; readonly typed: string }
  | { readonly kind: "argName"; readonly from: number; readonly typed: string }
  | {
      readonly kind: "value";
      readonly from: number;
      readonly typed: string;
      readonly key: FilterKey;
      readonly path: readonly string[] | null;
    };

const TERM = /^([a-z]+)((?:\.(?:"[^"]*"|[^\s.:<>=()"*]+))*)(:|[<>]=?)(.*)$/is;
const ARG_NAME = /^arg\.([^\s:<>=()"*]*)$/i;

/** @returns null inside of what is no name and no value, such as a quoted text that stands alone */
export function completionAt(text: string, caret: number): Completion | null {
  const from = termStart(text, caret);
  const term = text.slice(from, caret);
  const name = ARG_NAME.exec(term)?.[1];
  if (name !== undefined) return { kind: "argName", from, typed: name };
  const [match, key = "", dotted = "", operator, value = ""] = TERM.exec(term) ?? [];
  if (match === undefined) return /^[a-z]*$/i.test(term) ? { kind: "key", from, typed: term.toLowerCase() } : null;
  const known = FILTER_KEYS.find((each) => each === key.toLowerCase());
  if (known === undefined || operator !== ":" || value.includes("*")) return null;
  const path =
    dotted === "" ? null : [...dotted.matchAll(/\.(?:"([^"]*)"|([^.]+))/g)].map((each) => each[1] ?? each[2] ?? "");
  return { kind: "value", from, typed: value.replaceAll('"', ""), key: known, path };
}

/** Where the term begins in which the cursor stands: behind a space, a bracket or a minus that is not in quotes. */
function termStart(text: string, caret: number): number {
  let start = 0;
  let quoted = false;
  for (let at = 0; at < caret; at++) {
    const char = text[at] ?? "";
    if (quoted && char === "\\") at++;
    else if (char === '"') quoted = !quoted;
    else if (!quoted && (/[\s()]/.test(char) || (char === "-" && at === start))) start = at + 1;
  }
  return start;
}

export interface Choice {
  /** What stands in the place of the term once it is taken. */
  readonly insert: string;
  readonly label: string;
  /** Below `filter.key`. */
  readonly explains: FilterKey | null;
  readonly count: number | null;
}

const COMPARED: ReadonlySet<string> = new Set(["age", "latency", "retries", "at", "enqueued", "died", "next"]);
const OPERATOR: Partial<Record<FilterKey, string>> = { retries: ">=", next: "<", at: "<" };

/** Keys that begin with what was typed. */
export function keyChoices(typed: string): Choice[] {
  return FILTER_KEYS.filter((key) => key.startsWith(typed)).map((key) => {
    const insert = COMPARED.has(key) ? `${key}${OPERATOR[key] ?? ">"}` : `${key}:`;
    return { insert, label: insert, explains: key, count: null };
  });
}

export function valueChoice(
  { key, path }: { key: FilterKey; path: readonly string[] | null },
  { value, count }: { value: string; count: number },
): Choice | null {
  return isTextKey(key)
    ? { insert: `${printFilter(is(key, value, path))} `, label: value, explains: null, count }
    : null;
}
