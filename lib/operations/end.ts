import "server-only";
import type { OperationStore, StateChange } from "@/lib/state/operation-store";
import type { OperationsDeps } from "./context";

/** Brings an operation to an end and reports it; whoever comes second gets false and reports nothing. */
export async function endOperation(
  deps: OperationsDeps,
  state: OperationStore,
  id: string,
  change: Omit<StateChange, "stamp"> & { to: "done" | "cancelled" | "failed" | "discarded" },
): Promise<boolean> {
  if (!(await state.change(id, { ...change, stamp: "endedAtMs" }))) return false;
  const record = await state.get(id);
  if (record) deps.onEnd?.(record.operation);
  return true;
}
