import "server-only";
import type { Operation } from "@/lib/domain/operation.schema";
import type { OperationRecord } from "@/lib/state/operation-store";

export interface Watchers {
  watch(source: string, listener: (operation: Operation) => void): () => void;
  /** Tells of what differs from the last look; one that is no longer active is read once more for its end. */
  saw(
    source: string,
    active: readonly OperationRecord[],
    read: (id: string) => Promise<OperationRecord | null>,
  ): Promise<void>;
}

/** Turns what a scan sees, whoever caused it, into calls of the listeners. */
export function createWatchers(): Watchers {
  const listeners = new Map<string, Set<(operation: Operation) => void>>();
  const known = new Map<string, Map<string, string>>();

  const tell = (source: string, operation: Operation) => {
    for (const listener of listeners.get(source) ?? []) listener(operation);
  };
  return {
    watch(source, listener) {
      const set = listeners.get(source) ?? new Set();
      listeners.set(source, set.add(listener));
      return () => {
        set.delete(listener);
      };
    },
    async saw(source, active, read) {
      const before = known.get(source) ?? new Map<string, string>();
      const now = new Map(active.map(({ operation }) => [operation.id, signature(operation)]));
      known.set(source, now);
      for (const { operation } of active) {
        if (before.get(operation.id) !== now.get(operation.id)) tell(source, operation);
      }
      for (const id of before.keys()) {
        const ended = now.has(id) ? null : await read(id);
        if (ended) tell(source, ended.operation);
      }
    },
  };
}

function signature(op: Operation): string {
  return [op.state, op.processed, op.scanned, op.total, op.error, op.runner].join("~");
}
