import "server-only";

/** Signalbox's own keys in a store: all under `NAMESPACE:signalbox:`, each bounded and each with a TTL. */
export interface OwnKeys {
  operations: string;
  /** Those that have not ended: what a runner looks through. */
  operationsActive: string;
  /** Verbs on single jobs, recorded for an undo: what the sweeper looks through. */
  operationsDirect: string;
  operation(id: string): string;
  frozen(id: string): string;
  /** Beside the frozen list: jid, class, queue and what an undo needs of each entry. */
  details(id: string): string;
  /** The refs of a selection. */
  selection(id: string): string;
  outcomes(id: string): string;
  /** Outcomes of one write, for a minute: what tells them when the reply was lost. */
  receipt(id: string): string;
  trash: string;
  trashTotals: string;
  trashBatch(id: string): string;
  trashRecords(id: string): string;
  errors(name: "marks" | "seen"): string;
  history(name: string): string;
  lease(name: string): string;
  /** When each entry of a scheduler was last run by hand, by its id. */
  cronRan: string;
  /** What the watch remembers of each entry's runs, by its id. */
  cronWatch: string;
  /** Entries deleted within a day. */
  cronTrash: string;
  /** What such an entry was stored as. */
  cronTrashed(token: string, part: string): string;
}

/** @param namespace redis-namespace of the source, or null; @param source its id. */
export function ownKeys(namespace: string | null, source: string): OwnKeys {
  const base = `${namespace ? `${namespace}:` : ""}signalbox:${source}`;
  return {
    operations: `${base}:operations`,
    operationsActive: `${base}:operations:active`,
    operationsDirect: `${base}:operations:direct`,
    operation: (id) => `${base}:operation:${id}`,
    frozen: (id) => `${base}:operation:${id}:frozen`,
    details: (id) => `${base}:operation:${id}:details`,
    selection: (id) => `${base}:operation:${id}:selection`,
    outcomes: (id) => `${base}:operation:${id}:outcomes`,
    receipt: (id) => `${base}:receipt:${id}`,
    trash: `${base}:trash`,
    trashTotals: `${base}:trash:totals`,
    trashBatch: (id) => `${base}:trash:${id}`,
    trashRecords: (id) => `${base}:trash:${id}:records`,
    errors: (name) => `${base}:errors:${name}`,
    history: (name) => `${base}:history:${name}`,
    lease: (name) => `${base}:lease:${name}`,
    cronRan: `${base}:cron:ran`,
    cronWatch: `${base}:cron:watch`,
    cronTrash: `${base}:cron:trash`,
    cronTrashed: (token, part) => `${base}:cron:trash:${token}:${part}`,
  };
}
