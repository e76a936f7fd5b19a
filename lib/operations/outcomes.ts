import "server-only";
import { limits } from "@/lib/config/limits";
import type { OperationOutcomes } from "@/lib/domain/operation.schema";
import { listName } from "@/lib/domain/operation-target";
import { readLetter } from "@/lib/domain/outcome-letters";
import type { OperationRecord, OperationStore } from "@/lib/state/operation-store";
import { readDetails } from "./details";

const CHUNK = limits.entriesPerScript;

export type OperationOutcome = OperationOutcomes["outcomes"][number];

/** What became of entries `from` … `from + count - 1`, and which jobs they are as long as that is kept. */
export async function outcomesOf(
  state: OperationStore,
  record: OperationRecord,
  from: number,
  count: number,
): Promise<OperationOutcome[]> {
  if (count <= 0) return [];
  const { id } = record.operation;
  const firstChunk = Math.floor(from / CHUNK);
  const listed = record.width > 0 ? Math.ceil((from + count) / CHUNK) - firstChunk : 0;
  const [bytes, details, chunks] = await Promise.all([
    state.outcomes(id, from, count),
    readDetails(state, id, from, count),
    listed > 0 ? state.chunks(record, firstChunk, listed) : [],
  ]);
  return Array.from({ length: count }, (_, i) => {
    const index = from + i;
    const byte = bytes[i] ?? 0;
    const { jid = null, class: klass = null, queue = null } = details[i] ?? {};
    const entry = chunks[Math.floor(index / CHUNK) - firstChunk]?.[index % CHUNK];
    const list = entry && record.places[entry.place];
    const outcome = byte === 0 ? ({ status: "pending", reason: null } as const) : readLetter(String.fromCharCode(byte));
    return { index, ...outcome, jid, class: klass, queue, origin: list ? listName(list) : null };
  });
}
