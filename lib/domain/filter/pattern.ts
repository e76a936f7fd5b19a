/** What stands between the stars: `["a"]` is `a`, `["a", "b"]` is `a*b`, `["", ""]` is `*`. */
export type Pattern = readonly string[];

/** Lower case for A to Z alone, so that a text and its bytes fold alike. */
export function asciiFold(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

/** Whether the pattern is the whole of a text, upper and lower case alike. Linear in both. */
export function isWhole(pattern: Pattern, text: string): boolean {
  const parts = pattern.map(asciiFold);
  const folded = asciiFold(text);
  const first = parts[0] ?? "";
  const last = parts.at(-1) ?? "";
  if (parts.length < 2) return folded === first;
  if (folded.length < first.length + last.length || !folded.startsWith(first) || !folded.endsWith(last)) return false;
  return inOrder(parts.slice(1, -1), folded.slice(first.length, folded.length - last.length));
}

/** Whether the pattern stands anywhere in a text, upper and lower case alike. Linear in both. */
export function isWithin(pattern: Pattern, text: string): boolean {
  return inOrder(pattern.map(asciiFold), asciiFold(text));
}

/** Whether the pattern says no more than that there is something. */
export function isAnything(pattern: Pattern): boolean {
  return pattern.length > 1 && pattern.every((part) => part === "");
}

function inOrder(parts: readonly string[], text: string): boolean {
  let at = 0;
  for (const part of parts) {
    const found = text.indexOf(part, at);
    if (found < 0) return false;
    at = found + part.length;
  }
  return true;
}
