import "server-only";
import { identityOf } from "@/lib/domain/identity";
import type { Operation, OperationWarning } from "@/lib/domain/operation.schema";
import { enqueues } from "@/lib/domain/operation-rules";
import { listName, listsOf } from "@/lib/domain/operation-target";
import { workerDefaults } from "@/lib/domain/worker-defaults";
import type { OperationRecord, OperationStore } from "@/lib/state/operation-store";
import type { Store } from "@/lib/stores/port";
import { fillsTrash } from "./begin";
import type { OperationsDeps } from "./context";
import { retriedBefore } from "./retried-before";

const NAMES = 10;
/** From this share of the bound on there is something to say. */
const NEARLY_FULL = 0.8;
const FLOOD = 1_000;

/** What to know before starting, as far as the store tells now. What cannot be read is not warned of. */
export async function warningsOf(
  state: OperationStore,
  store: Store,
  record: OperationRecord,
  retriesSince?: OperationsDeps["retriesSince"],
): Promise<OperationWarning[]> {
  const { operation } = record;
  const asked = [
    queueWarnings(store, operation),
    trashWarning(store, record),
    storeWarnings(store, operation),
    alsoRunning(state, operation),
    retriedBefore(state, operation, retriesSince),
  ];
  const found = await Promise.all(asked.map((one) => one.catch(() => [])));
  return [...ofBreakdown(operation), ...found.flat()];
}

function warning(
  code: OperationWarning["code"],
  count: number,
  more: Partial<OperationWarning> = {},
): OperationWarning[] {
  return count > 0 ? [{ code, count, of: null, names: [], ...more }] : [];
}

function ofBreakdown({ verb, total, breakdown }: Operation): OperationWarning[] {
  return [
    ...warning("unreadable", enqueues(verb) ? breakdown.unreadable : 0),
    ...warning("locks", breakdown.locked),
    ...warning("batches", breakdown.batched),
    ...warning("flood", enqueues(verb) && total > FLOOD ? total : 0),
  ];
}

/** Jobs that go where nobody fetches. */
async function queueWarnings(store: Store, { verb, params, breakdown, total }: Operation): Promise<OperationWarning[]> {
  if (!enqueues(verb)) return [];
  const going = verb === "move" ? [{ value: params.queue ?? "", count: total }] : breakdown.queues;
  const queues = new Map((await store.queues.list()).queues.map((queue) => [queue.name, queue]));
  const fetching = (await store.processes.list()).filter(({ quiet }) => !quiet);
  const listened = new Set(fetching.flatMap(({ queues }) => queues));
  const paused = going.filter(({ value }) => queues.get(value)?.paused);
  const unheard = going.filter(({ value }) => !listened.has(value));
  const sum = (some: typeof going) => some.reduce((all, { count }) => all + count, 0);
  const names = (some: typeof going) => some.slice(0, NAMES).map(({ value }) => value);
  return [
    ...warning("queue_paused", sum(paused), { names: names(paused) }),
    ...warning("queue_unheard", sum(unheard), { names: names(unheard) }),
  ];
}

async function trashWarning(store: Store, { operation, sizeBytes }: OperationRecord): Promise<OperationWarning[]> {
  if (!fillsTrash(operation) || !store.trash) return [];
  const { share } = await store.trash.room(operation.total, sizeBytes);
  return warning("trash_room", share >= NEARLY_FULL ? Math.ceil(share * 100) : 0, { of: 100 });
}

async function storeWarnings(store: Store, { verb, total }: Operation): Promise<OperationWarning[]> {
  const { info, sizes } = await store.reading();
  const max = info?.maxMemoryBytes ?? 0;
  const share = max > 0 ? Math.round(((info?.usedMemoryBytes ?? 0) / max) * 100) : 0;
  const over = verb === "kill" ? (sizes.dead ?? 0) + total - workerDefaults.deadMaxJobs : 0;
  return [
    ...warning("store_memory", share >= NEARLY_FULL * 100 ? share : 0, { of: 100 }),
    ...warning("dead_trimmed", over, { of: workerDefaults.deadMaxJobs }),
  ];
}

/** Somebody else's operation that is at work on the same list. */
async function alsoRunning(state: OperationStore, operation: Operation): Promise<OperationWarning[]> {
  const mine = new Set(listsOf(operation.target).map(listName));
  const others = (await state.active()).filter(
    ({ operation: other }) =>
      other.id !== operation.id &&
      other.startedAtMs !== null &&
      listsOf(other.target).some((list) => mine.has(listName(list))),
  );
  return warning("also_running", others.length, {
    names: others.slice(0, NAMES).map(({ operation: other }) => `${other.actor} ${other.id}`),
  });
}

/** Whether the operation is the same as one that is under way: started twice it would only find its jobs gone. */
export async function runningTwin(state: OperationStore, operation: Operation): Promise<Operation | null> {
  const sign = signOf(operation);
  for (const { operation: other } of await state.active()) {
    const under = other.id !== operation.id && other.startedAtMs !== null && other.endedAtMs === null;
    if (under && signOf(other) === sign && (await sameSelection(state, operation, other))) return other;
  }
  return null;
}

/** Of selections the record counts the entries; which they are is kept beside it. */
async function sameSelection(state: OperationStore, one: Operation, other: Operation): Promise<boolean> {
  if (one.target.selection === undefined) return true;
  const [mine, theirs] = await Promise.all([state.selection(one.id), state.selection(other.id)]);
  const known = new Set(theirs.map(identityOf));
  return mine.every((ref) => known.has(identityOf(ref)));
}

function signOf({ verb, target }: Operation): string {
  return JSON.stringify([
    verb,
    listsOf(target).map(listName).sort(),
    target.q ?? "",
    target.undoOf ?? "",
    target.selection ?? 0,
  ]);
}
