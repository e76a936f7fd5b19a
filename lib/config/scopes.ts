import "server-only";
import type { Scope } from "@/lib/domain/access.schema";

/**
 * `source,source/queue-glob,…`: which sources somebody may see, and in them which queues. Empty = all (null).
 * A source named both whole and with queues is whole.
 * @throws Error with a sentence about the first bad part.
 */
export function parseScopes(text: string): Scope[] | null {
  const parts = text.split(",").map((part) => part.trim());
  if (text.trim() === "") return null;
  const queuesOf = new Map<string, string[] | null>();
  for (const part of parts) {
    const slash = part.indexOf("/");
    const source = slash < 0 ? part : part.slice(0, slash);
    if (!/^[a-z0-9][a-z0-9-]{0,39}$/.test(source)) throw new Error(`"${part}" is no source or source/queue`);
    const queue = slash < 0 ? null : part.slice(slash + 1);
    if (queue === "") throw new Error(`"${part}" names no queue after the slash`);
    const known = queuesOf.get(source);
    if (queue === null || known === null) queuesOf.set(source, null);
    else queuesOf.set(source, [...(known ?? []), queue]);
  }
  return [...queuesOf].map(([source, queues]) => ({ source, queues }));
}
