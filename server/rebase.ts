import "server-only";

/** What `scripts/build.mjs` builds the console with; no other text of the product may contain it. */
export const BASE_PLACEHOLDER = "/__BASE_PATH__";

/**
 * Puts the base path into a text of the build. In regular expressions and escaped strings the placeholder has
 * its slash escaped (`\/`), sometimes twice; then the base path's slashes are escaped the same way. A link to
 * the very start is `href="/__BASE_PATH__"`, which must not become an empty address.
 * @param basePath `""` or `/tools/jobs`
 */
export function rebase(text: string, basePath: string): string {
  if (!text.includes("__BASE_PATH__")) return text;
  return text
    .replaceAll(`href="${BASE_PLACEHOLDER}"`, `href="${basePath === "" ? "/" : basePath}"`)
    .replaceAll(`\\\\${BASE_PLACEHOLDER}`, basePath.replaceAll("/", "\\\\/"))
    .replaceAll(`\\${BASE_PLACEHOLDER}`, basePath.replaceAll("/", "\\/"))
    .replaceAll(BASE_PLACEHOLDER, basePath);
}

/**
 * The texts of a React Server Components stream carry their length in bytes (`1a:T4c2,…`), so one that holds
 * the placeholder cannot be changed. @returns the first such row's id, or null.
 */
export function unmovableRow(rsc: Buffer): string | null {
  const row = /(?:^|\n)([0-9a-f]+):T([0-9a-f]+),/g;
  const text = rsc.toString("latin1");
  for (let match = row.exec(text); match !== null; match = row.exec(text)) {
    const end = row.lastIndex + Number.parseInt(match[2] ?? "0", 16);
    if (text.slice(row.lastIndex, end).includes("__BASE_PATH__")) return match[1] ?? "";
    row.lastIndex = end;
  }
  return null;
}
