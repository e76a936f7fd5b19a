/** Whether `name` matches a glob whose only special character is `*` (any run of characters). Linear, never a regular expression. */
export function matchesGlob(name: string, glob: string): boolean {
  const parts = glob.split("*");
  const first = parts[0] ?? "";
  if (parts.length === 1) return name === glob;
  const last = parts[parts.length - 1] ?? "";
  if (!name.startsWith(first) || !name.endsWith(last) || name.length < first.length + last.length) return false;
  const end = name.length - last.length;
  let at = first.length;
  for (const part of parts.slice(1, -1)) {
    const found = name.indexOf(part, at);
    if (found < 0 || found + part.length > end) return false;
    at = found + part.length;
  }
  return true;
}

/** @param globs null = every queue. A job without a queue is nobody's but theirs who see every queue. */
export function queueVisible(queue: string | null, globs: readonly string[] | null): boolean {
  if (globs === null) return true;
  return queue !== null && globs.some((glob) => matchesGlob(queue, glob));
}
