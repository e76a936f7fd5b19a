/**
 * Queue and class names travel in a URL path as they are when they are plain, else as `~` + base64url of
 * their UTF-8 bytes: `''`, `.`, `a/b` and `~x` would not survive a proxy or a router.
 */
const PLAIN = /^[A-Za-z0-9_][A-Za-z0-9_.:-]*$/;

export function encodeName(name: string): string {
  if (PLAIN.test(name)) return name;
  const bytes = new TextEncoder().encode(name);
  let binary = "";
  for (const byte of bytes) binary += String.fromCharCode(byte);
  return `~${btoa(binary).replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "")}`;
}

/** @returns null when the text is no valid encoding. */
export function decodeName(segment: string): string | null {
  if (!segment.startsWith("~")) return segment === "" ? null : segment;
  try {
    const binary = atob(segment.slice(1).replaceAll("-", "+").replaceAll("_", "/"));
    const bytes = Uint8Array.from(binary, (char) => char.charCodeAt(0));
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    return null;
  }
}
