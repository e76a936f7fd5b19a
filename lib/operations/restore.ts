import "server-only";
import type { Operation } from "@/lib/domain/operation.schema";
import { AppError } from "@/lib/errors/app-error";
import type { OperationStore } from "@/lib/state/operation-store";
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
    const step = await store.trash.restore(batch, { signal: lease.signal });
    const handled = operation.total - step.left;
    const gone = operation.gone + step.gone;
    const set = { processed: handled, done: Math.max(0, handled - gone), gone, refused: 0 };
    lease.rate = meter.record(handled);
    if (step.left > 0 && step.restored + step.gone > 0) {
      await state.change(id, { from: ["running"], token: lease.token, to: "running", set });
      continue;
    }
    const refused = step.left;
    await endOperation(deps, state, id, {
      ...held,
      to: "done",
      set: { ...set, processed: operation.total, refused, error: refused > 0 ? "partly_restored" : null },
    });
    return;
  }
}
