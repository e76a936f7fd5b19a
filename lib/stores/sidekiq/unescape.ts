import "server-only";

const ESCAPE = /\\(?:u([0-9a-fA-F]{4})|([\s\S]))/g;
const SHORT: Readonly<Record<string, string>> = { b: "\b", f: "\f", n: "\n", r: "\r", t: "\t" };

/** What a piece of JSON text reads as, whatever it was cut from. */
export function unescapePiece(text: string): string {
  return text.replace(ESCAPE, (_, hex: string | undefined, char = "") =>
    hex === undefined ? (SHORT[char] ?? char) : String.fromCharCode(Number.parseInt(hex, 16)),
  );
}
