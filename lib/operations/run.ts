import "server-only";
import { limits } from "@/lib/config/limits";
import { AppError } from "@/lib/errors/app-error";
import type { OperationRecord, OperationStore } from "@/lib/state/operation-store";
import { type OperationsDeps, writerOf } from "./context";
import { endOperation } from "./end";
import type { Lease } from "./lease";
import { RateMeter } from "./rate";

const CHUNK = limits.entriesPerScript;
/** Chunks of the frozen list read at a time: 29 KB. */
const READ_AHEAD = 24;

/**
 * Works through the frozen list from the recorded cursor. Returns when the list is done, the operation was
 * cancelled, the lease is lost or the process stops; the chunk in hand is always finished. What the store throws
 * is thrown: the cursor in the record then says how far it came.
 */
export async function runOperation(
  deps: OperationsDeps,
  state: OperationStore,
  id: string,
  lease: Lease,
): Promise<void> {
  const meter = new RateMeter();
  let hint: string | null = null;
  for (;;) {
    const record = await state.get(id);
    if (!record || record.token !== lease.token || lease.signal.aborted) return;
    const { operation } = record;
    if (operation.state !== "running" && operation.state !== "cancelling") return;
    const complete = operation.processed >= operation.total;
    if (complete || operation.state === "cancelling") {
      await finish(deps, state, record, complete ? "done" : "cancelled");
      return;
    }
    hint = await runStretch(deps, state, record, lease, meter, hint);
  }
}

/** Up to `READ_AHEAD` chunks; ends early when anything speaks against the next one. */
async function runStretch(
  deps: OperationsDeps,
  state: OperationStore,
  record: OperationRecord,
  lease: Lease,
  meter: RateMeter,
  startHint: string | null,
): Promise<string | null> {
  const { operation, owner } = record;
  const end = operation.total;
  let cursor = operation.processed;
  let hint = startHint;
  const first = Math.floor(cursor / CHUNK);
  const count = Math.min(READ_AHEAD, Math.ceil(end / CHUNK) - first);
  const ahead: Uint8Array[] = [];
  for (const chunk of await state.chunks(record, first, count)) {
    if (!chunk) throw new AppError("state_unavailable", { operation: operation.id });
    ahead.push(...chunk);
  }
  while (cursor < end && cursor < (first + count) * CHUNK) {
    if (lease.signal.aborted || lease.state() === "cancelling") return hint;
    const at = cursor - first * CHUNK;
    const identities = ahead.slice(at, at + limits.entriesPerStretch);
    const { writer } = writerOf(deps, operation.source, owner);
    const result = await writer.applyFrozen({
      verb: operation.verb,
      target: operation.target,
      identities,
      from: cursor,
      hint,
      ...(operation.params.atMs === null ? {} : { atMs: operation.params.atMs }),
      ...(operation.params.queue === null ? {} : { queue: operation.params.queue }),
      ignoreLock: operation.params.ignoreLock,
      withoutUndo: operation.params.withoutUndo,
      batch: { id: operation.id, actor: owner.name, operation: operation.id },
      commit: state.commit(operation.id, lease.token),
    });
    if (result.status === "fenced") return null;
    if (result.cursor <= cursor) throw new AppError("internal", { operation: operation.id });
    cursor = result.cursor;
    hint = result.hint;
    lease.rate = meter.record(cursor);
  }
  return hint;
}

function finish(
  deps: OperationsDeps,
  state: OperationStore,
  { operation, token }: OperationRecord,
  to: "done" | "cancelled",
): Promise<boolean> {
  const tookSec = (Date.now() - (operation.startedAtMs ?? Date.now())) / 1000;
  return endOperation(deps, state, operation.id, {
    from: ["running", "cancelling"],
    token,
    to,
    set: { perSec: tookSec > 0 ? Math.round(operation.processed / tookSec) : null },
  });
}
