import "server-only";
import type { Operation } from "@/lib/domain/operation.schema";
import { AppError, isAppError } from "@/lib/errors/app-error";
import type { OperationStore } from "@/lib/state/operation-store";
import type { RestoreOptions, RestoreStep, Trash } from "@/lib/stores/port";
import { type OperationsDeps, writerOf } from "./context";
import { endOperation } from "./end";
import type { Lease } from "./lease";
import { RateMeter } from "./rate";

/** Whether the operation takes a removal back: the trash knows what and where. */
export async function isRestore(state: OperationStore, { target }: Operation): Promise<boolean> {
  if (target.undoOf === undefined) return false;
  return (await state.get(target.undoOf))?.operation.verb === "delete";
}

/**
 * Empties a trash batch back to where it came from. The trash itself is the cursor: what has been put back is no
 * longer in it.
 */
export async function runRestore(deps: OperationsDeps, state: OperationStore, id: string, lease: Lease): Promise<void> {
  const meter = new RateMeter();
  for (;;) {
    const record = await state.get(id);
    if (!record || record.token !== lease.token || lease.signal.aborted) return;
    const { operation, owner } = record;
    if (operation.state !== "running" && operation.state !== "cancelling") return;
    const undone = await state.get(operation.target.undoOf ?? "");
    const batch = undone?.operation.trashBatch;
    const { store } = writerOf(deps, operation.source, owner);
    if (!store.trash || !batch) throw new AppError("not_found", { operation: id });
    const held = { from: ["running", "cancelling"] as const, token: lease.token };
    if (operation.state === "cancelling") {
      await endOperation(deps, state, id, { ...held, to: "cancelled" });
      return;
    }
    const step = await putBack(store.trash, batch, {
      signal: lease.signal,
      commit: state.commit(id, lease.token),
    });
    if (step?.fenced) continue;
    lease.rate = meter.record(operation.processed);
    if (step && step.left > 0 && step.restored + step.gone > 0) continue;
    await finish(deps, state, id, lease, step?.left ?? 0);
    return;
  }
}

/** @returns null when the trash has nothing of it: another may have emptied it, or put back what was in it. */
async function putBack(trash: Trash, batch: string, options: RestoreOptions): Promise<RestoreStep | null> {
  try {
    return (await trash.batch(batch)) && (await trash.restore(batch, options));
  } catch (error) {
    if (isAppError(error) && error.code === "not_found") return null;
    throw error;
  }
}

/** What is neither back nor still in the trash was taken out of it by somebody else. */
async function finish(deps: OperationsDeps, state: OperationStore, id: string, lease: Lease, refused: number) {
  const record = await state.get(id);
  if (!record) return;
  const { total, done } = record.operation;
  const gone = Math.max(0, total - done - refused);
  const error = refused > 0 ? "partly_restored" : null;
  await endOperation(deps, state, id, {
    from: ["running", "cancelling"],
    token: lease.token,
    to: "done",
    set: { processed: total, gone, refused, error },
  });
}
