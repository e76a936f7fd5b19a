import "server-only";
import type { Operation } from "@/lib/domain/operation.schema";
import { operationReasonFrom } from "@/lib/domain/operation-rules";
import type { OperationChange, OperationStore } from "@/lib/state/operation-store";
import type { Store } from "@/lib/stores/port";

/** Whether the operation takes jobs out of the store and keeps them in the trash. */
export function fillsTrash(operation: Operation): boolean {
  return operation.verb === "delete" && !operation.params.withoutUndo;
}

/** Why this frozen list must not be started, as an `errors` or refusal word, or null. */
export async function obstacle(
  store: Store,
  operation: Operation,
  frozen: { total: number; sizeBytes: number },
  expected: number,
  reason: string | null = operation.reason,
): Promise<string | null> {
  if (frozen.total !== expected) return "drifted";
  if (operation.verb !== "undo" && frozen.total >= operationReasonFrom && !reason?.trim()) return "reason_required";
  if (!fillsTrash(operation) || !store.trash) return null;
  const room = await store.trash.room(frozen.total, frozen.sizeBytes);
  return room.fits ? null : (room.reason ?? "trash_full");
}

/** From `freezing` (by its runner) or `frozen` (by a person) to `running`. */
export function begin(
  state: OperationStore,
  operation: Operation,
  total: number,
  from: { state: "freezing"; token: string } | { state: "frozen" },
  set: OperationChange = {},
): Promise<boolean> {
  return state.change(operation.id, {
    from: [from.state],
    ...(from.state === "freezing" ? { token: from.token } : {}),
    to: "running",
    stamp: "startedAtMs",
    outcomes: total,
    set: { ...set, error: null, trashBatch: fillsTrash(operation) ? operation.id : null },
  });
}
