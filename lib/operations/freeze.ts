import "server-only";
import { limits } from "@/lib/config/limits";
import { AppError } from "@/lib/errors/app-error";
import type { OperationRecord, OperationStore } from "@/lib/state/operation-store";
import { begin, obstacle } from "./begin";
import { BreakdownCounter } from "./breakdown";
import { type OperationsDeps, queueGlobsOf, writerOf } from "./context";
import type { Lease } from "./lease";

const CHUNK = limits.entriesPerScript;
/** Chunks written per call: 60 KB. */
const CHUNKS_PER_WRITE = 50;
/** A scan that finds nothing still shows how far it is. */
const PROGRESS_EVERY_MS = 250;

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

  const counter = new BreakdownCounter();
  let pending: Uint8Array[] = [];
  let total = 0;
  let seen = { scanned: 0, setSize: 0 };
  let writtenAtMs = Date.now();
  const flush = async (last: boolean) => {
    const take = last ? pending.length : pending.length - (pending.length % CHUNK);
    const due = last || Date.now() - writtenAtMs > PROGRESS_EVERY_MS;
    for (let at = 0; at < take || (due && at === 0); at += CHUNK * CHUNKS_PER_WRITE) {
      const part = pending.slice(at, Math.min(take, at + CHUNK * CHUNKS_PER_WRITE));
      if (
        !(await state.appendFrozen(operation.id, lease.token, { from: total, chunks: chunked(part, total), ...seen }))
      ) {
        return false;
      }
      total += part.length;
      writtenAtMs = Date.now();
    }
    pending = pending.slice(take);
    return true;
  };

  const globs = queueGlobsOf(owner, operation.source);
  for await (const batch of writer.freeze(operation.target, { signal: lease.signal, queueGlobs: globs })) {
    if (lease.signal.aborted) return;
    counter.add(batch.facts);
    seen = { scanned: batch.scanned, setSize: batch.setSize };
    pending = pending.concat(batch.identities);
    if (total + pending.length > limits.operationEntries) {
      throw new AppError("refused", { reason: "too_large", max: limits.operationEntries });
    }
    if (!(await flush(false))) return;
  }
  if (lease.signal.aborted || !(await flush(true))) return;

  const breakdown = counter.result();
  const frozen = { total, sizeBytes: counter.sizeBytes };
  const hindrance = record.expected === null ? null : await obstacle(store, operation, frozen, record.expected);
  const set = { breakdown, sizeBytes: frozen.sizeBytes };
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

function chunked(identities: readonly Uint8Array[], from: number): { index: number; identities: Uint8Array[] }[] {
  const chunks: { index: number; identities: Uint8Array[] }[] = [];
  for (let at = 0; at < identities.length; at += CHUNK) {
    chunks.push({ index: (from + at) / CHUNK, identities: identities.slice(at, at + CHUNK) });
  }
  return chunks;
}
