import "server-only";
import type { OperationRecord, OperationStore } from "@/lib/state/operation-store";
import type { FrozenBatch, JobWriter, Store } from "@/lib/stores/port";
import { begin, obstacle } from "./begin";
import { type OperationsDeps, queueGlobsOf, writerOf } from "./context";
import { freezeUndoOf } from "./freeze-undo";
import { FrozenListWriter } from "./frozen-list";
import type { Lease } from "./lease";
import { warningsOf } from "./warnings";

/**
 * Evaluates the target once, from the start, into the frozen list, and then either starts by itself (the list has
 * exactly the `expected` entries) or waits. Returns early when the lease is lost or the operation was cancelled.
 */
export async function freezeOperation(
  deps: OperationsDeps,
  state: OperationStore,
  record: OperationRecord,
  lease: Lease,
): Promise<void> {
  const { operation, owner } = record;
  const { store, writer } = writerOf(deps, operation.source, owner);
  if (!(await state.restartFreeze(operation.id, lease.token))) return;
  const removed = await removedBatch(state, store, operation.target.undoOf);
  if (removed) {
    const set = { total: removed.entries, sizeBytes: removed.bytes };
    await state.change(operation.id, { from: ["freezing"], token: lease.token, to: "frozen", set });
    return;
  }
  const list = new FrozenListWriter(state, operation.id, lease);
  for await (const batch of await batchesOf(state, record, writer, lease)) {
    if (lease.signal.aborted || !(await list.add(batch))) return;
  }
  if (lease.signal.aborted || !(await list.finish())) return;

  const { total, places, counter } = list;
  const frozen = { total, sizeBytes: counter.sizeBytes };
  const breakdown = counter.result();
  const known = { ...record, operation: { ...operation, total, breakdown }, places, sizeBytes: frozen.sizeBytes };
  const warnings = await warningsOf(state, store, known, deps.retriesSince);
  const hindrance = record.expected === null ? null : await obstacle(store, operation, frozen, record.expected);
  const set = { breakdown, sample: list.sample ?? [], warnings, places, sizeBytes: frozen.sizeBytes };
  if (record.expected !== null && hindrance === null) {
    await begin(state, operation, total, { state: "freezing", token: lease.token }, set);
  } else {
    await state.change(operation.id, {
      from: ["freezing"],
      token: lease.token,
      to: "frozen",
      set: { ...set, error: hindrance },
    });
  }
}

/** What a removal took, when it is a removal that is taken back. */
async function removedBatch(state: OperationStore, store: Store, undoOf: string | undefined) {
  const undone = undoOf === undefined ? null : await state.get(undoOf);
  if (undone?.operation.verb !== "delete") return null;
  const id = undone.operation.trashBatch;
  const batch = id ? await store.trash?.batch(id) : null;
  return batch ?? { entries: 0, bytes: 0 };
}

async function batchesOf(
  state: OperationStore,
  record: OperationRecord,
  writer: JobWriter,
  { signal }: Lease,
): Promise<AsyncIterable<FrozenBatch>> {
  const { operation, owner } = record;
  const { target } = operation;
  if (target.undoOf !== undefined) return freezeUndoOf(state, writer, target.undoOf, signal);
  const refs = target.selection === undefined ? {} : { refs: await state.selection(operation.id) };
  return writer.freeze({ ...target, ...refs }, { signal, queueGlobs: queueGlobsOf(owner, operation.source) });
}
