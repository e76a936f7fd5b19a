import "server-only";
import type { Operation } from "@/lib/domain/operation.schema";
import type { OperationRecord, OperationStore } from "@/lib/state/operation-store";

export interface Watchers {
  watch(source: string, listener: (operation: Operation) => void): () => void;
  /** Tells of what differs from the last look. */
  look(source: string, state: OperationStore, active: readonly OperationRecord[]): Promise<void>;
}

/** So many of the newest are looked at too: a short one begins and ends between two looks. */
const NEWEST = 5;

/** Turns what a scan sees, whoever caused it, into calls of the listeners. */
export function createWatchers(): Watchers {
  const listeners = new Map<string, Set<(operation: Operation) => void>>();
  const known = new Map<string, Map<string, string>>();

  return {
    watch(source, listener) {
      const set = listeners.get(source) ?? new Set();
      listeners.set(source, set.add(listener));
      return () => {
        set.delete(listener);
      };
    },
    async look(source, state, active) {
      const told = listeners.get(source);
      if (!told?.size) {
        known.delete(source);
        return;
      }
      const newest = (await state.page(null, NEWEST)).records;
      const seen = new Map([...newest, ...active].map(({ operation }) => [operation.id, operation]));
      const before = known.get(source);
      for (const id of before?.keys() ?? []) {
        const gone = seen.has(id) ? null : await state.get(id);
        if (gone) seen.set(id, gone.operation);
      }
      const now = new Map<string, string>();
      for (const [id, operation] of seen) {
        const sign = signature(operation);
        if (!operation.endedAtMs || newest.some((record) => record.operation.id === id)) now.set(id, sign);
        if (before ? before.get(id) !== sign : !operation.endedAtMs) for (const listener of told) listener(operation);
      }
      known.set(source, now);
    },
  };
}

function signature(op: Operation): string {
  return [op.state, op.processed, op.scanned, op.total, op.error, op.runner].join("~");
}
