import "server-only";
import { isAppError } from "@/lib/errors/app-error";
import type { HistoryStore } from "./history-store";

const NOT_WRITABLE = ["source_permission_missing", "source_read_only"] as const;

/** Uses `shared` until it turns out that it may not be written to; from then on `own`. */
export function fallbackHistory(shared: HistoryStore, own: HistoryStore): HistoryStore {
  let store = shared;
  return {
    get kind() {
      return store.kind;
    },
    append: (tier, tick, rows) => store.append(tier, tick, rows),
    read: (tier, series, fromTick, toTick) => store.read(tier, series, fromTick, toTick),
    bytes: () => store.bytes(),
    replicas: () => store.replicas(),
    async lead(replica) {
      try {
        return await store.lead(replica);
      } catch (error) {
        if (!NOT_WRITABLE.some((code) => isAppError(error, code))) throw error;
        store = own;
        return store.lead(replica);
      }
    },
    resign: (replica) => store.resign(replica),
  };
}
