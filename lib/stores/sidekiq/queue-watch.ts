import "server-only";
import { limits } from "@/lib/config/limits";
import type { Reply } from "@/lib/redis/pipeline";
import type { SidekiqContext } from "./context";
import { queueCommands } from "./queue-list";

interface Seen {
  readonly replies: readonly Reply[];
  /** When its size or its next job last was another one, on `performance.now()`. */
  readonly changedAtMs: number;
}

/** Reads queues again and again, those that stand still only when everything is read. */
export function queueWatch(ctx: SidekiqContext) {
  let seen = new Map<string, Seen>();
  return {
    /** The queues to be read now. */
    due(queues: readonly string[], all: boolean): string[] {
      const now = performance.now();
      return queues.filter((queue) => all || isMoving(seen.get(queue), now));
    },
    commands: (due: readonly string[]) => due.flatMap((queue) => queueCommands(ctx, queue)),
    /**
     * @param replies to `commands(due)`
     * @returns the two replies of each queue, in the order of `queues`, as `queuesOf` takes them
     */
    note(queues: readonly string[], due: readonly string[], replies: readonly Reply[]): Reply[] {
      const now = performance.now();
      const next = new Map(queues.flatMap((queue) => pair(queue, seen.get(queue))));
      for (const [index, queue] of due.entries()) {
        const fresh = replies.slice(index * 2, index * 2 + 2);
        const before = seen.get(queue);
        const same = before !== undefined && fresh.every((reply, part) => isSame(reply, before.replies[part]));
        next.set(queue, { replies: fresh, changedAtMs: same ? before.changedAtMs : now });
      }
      seen = next;
      return queues.flatMap((queue) => next.get(queue)?.replies ?? [null, null]);
    },
  };
}

const pair = (queue: string, known: Seen | undefined) => (known ? [[queue, known] as const] : []);

const isMoving = (seen: Seen | undefined, now: number) =>
  seen === undefined || now - seen.changedAtMs < limits.frameEveryMs;

function isSame(a: Reply | undefined, b: Reply | undefined): boolean {
  return Buffer.isBuffer(a) && Buffer.isBuffer(b) ? a.equals(b) : a === b;
}
