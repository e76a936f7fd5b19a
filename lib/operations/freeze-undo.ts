import "server-only";
import { limits } from "@/lib/config/limits";
import type { JobVerb } from "@/lib/domain/action.schema";
import { letters } from "@/lib/domain/outcome-letters";
import { AppError } from "@/lib/errors/app-error";
import type { OperationRecord, OperationStore } from "@/lib/state/operation-store";
import type { FrozenBatch, JobWriter, UndoEntry } from "@/lib/stores/port";
import { readDetails } from "./details";

const DONE = letters.done.charCodeAt(0);
const CHUNK = limits.entriesPerScript;
/** Entries whose list, details and outcomes are read together. */
const READ = 5_000;

/** Finds what an operation moved, as far as it is still where it went. */
export async function* freezeUndoOf(
  state: OperationStore,
  writer: JobWriter,
  id: string,
  signal: AbortSignal,
): AsyncGenerator<FrozenBatch> {
  const record = await state.get(id);
  const verb = record?.operation.verb;
  if (!record || verb === undefined || verb === "undo") throw new AppError("not_found", { operation: id });
  let entries: UndoEntry[] = [];
  let scanned = 0;
  for (let from = 0; from < record.operation.processed; from += READ) {
    signal.throwIfAborted();
    entries = entries.concat(await doneOnes(state, record, from));
    const last = from + READ >= record.operation.processed;
    if (entries.length < limits.undoSlice && !last) continue;
    for await (const batch of freezeSlice(writer, record, verb, entries, signal)) {
      yield { ...batch, scanned: scanned + batch.scanned, setSize: record.operation.done };
    }
    scanned += entries.length;
    entries = [];
  }
}

function freezeSlice(
  writer: JobWriter,
  { operation }: OperationRecord,
  verb: JobVerb,
  entries: readonly UndoEntry[],
  signal: AbortSignal,
): AsyncIterable<FrozenBatch> {
  const { params, startedAtMs, createdAtMs } = operation;
  return writer.freezeUndo(
    { verb, atMs: params.atMs, queue: params.queue, startedAtMs: startedAtMs ?? createdAtMs, entries },
    { signal },
  );
}

async function doneOnes(state: OperationStore, record: OperationRecord, from: number): Promise<UndoEntry[]> {
  const { operation, places } = record;
  const count = Math.min(READ, operation.processed - from);
  const [outcomes, chunks, details] = await Promise.all([
    state.outcomes(operation.id, from, count),
    state.chunks(record, from / CHUNK, Math.ceil(count / CHUNK)),
    readDetails(state, operation.id, from, count),
  ]);
  const frozen = chunks.flatMap((chunk) => {
    if (!chunk) throw new AppError("state_unavailable", { operation: operation.id });
    return chunk;
  });
  return frozen.slice(0, count).flatMap(({ place, identity }, i) => {
    const [list, detail] = [places[place], details[i]];
    if (outcomes[i] !== DONE || !list || !detail) return [];
    return [{ list, identity, jid: detail.jid, queue: detail.queue, memo: detail.memo }];
  });
}
