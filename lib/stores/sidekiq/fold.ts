import "server-only";

/** Lower case for A to Z alone, as a search over bytes means it. */
export function asciiFold(text: string): string {
  return text.replace(/[A-Z]+/g, (letters) => letters.toLowerCase());
}
