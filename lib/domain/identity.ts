/**
 * The part of an entry's `ref` that stays the same while the entry does: all but the position hint at its end.
 * For comparing lists only; every request carries the whole ref.
 */
export function identityOf(ref: string): string {
  if (!ref.startsWith("s~") && !ref.startsWith("q~")) return ref;
  return ref.slice(0, ref.lastIndexOf("~"));
}

/** A key per entry, unique within the list: a queue may hold the same bytes twice. */
export function identities(entries: readonly { ref: string }[]): string[] {
  const seen = new Map<string, number>();
  return entries.map((entry) => {
    const identity = identityOf(entry.ref);
    const times = seen.get(identity) ?? 0;
    seen.set(identity, times + 1);
    return times === 0 ? identity : `${identity}#${times}`;
  });
}
