import "server-only";
import { limits } from "@/lib/config/limits";
import type { Operation, OperationWarning } from "@/lib/domain/operation.schema";
import { enqueues } from "@/lib/domain/operation-rules";
import { letters } from "@/lib/domain/outcome-letters";
import type { OperationStore } from "@/lib/state/operation-store";
import { readJids } from "./details";

/** Operations looked back on, and jobs of them all together. */
const OPERATIONS = 20;
const JOBS = 100_000;
const DAY_MS = 24 * 3_600_000;
const NAMES = 10;
const DONE = letters.done.charCodeAt(0);

/** Jobs of this list that an operation of the last day had already enqueued, as far as its list is still kept. */
export async function retriedBefore(state: OperationStore, operation: Operation): Promise<OperationWarning[]> {
  if (!enqueues(operation.verb) || operation.total > limits.undoSlice) return [];
  const { records } = await state.page(null, OPERATIONS);
  const earlier = records
    .map((record) => record.operation)
    .filter((other) => other.done > 0 && enqueues(other.verb) && other.id !== operation.id)
    .filter((other) => (other.startedAtMs ?? 0) > Date.now() - DAY_MS);
  if (earlier.length === 0) return [];
  const mine = new Set(await readJids(state, operation.id, operation.total));
  const again = new Set<string>();
  const by = new Set<string>();
  let looked = 0;
  for (const other of earlier) {
    if (looked + other.processed > JOBS) continue;
    looked += other.processed;
    const outcomes = await state.outcomes(other.id, 0, other.processed);
    for (const [i, jid] of (await readJids(state, other.id, other.processed)).entries()) {
      if (jid === null || outcomes[i] !== DONE || !mine.has(jid)) continue;
      again.add(jid);
      by.add(other.actor);
    }
  }
  return again.size === 0
    ? []
    : [{ code: "already_retried", count: again.size, of: operation.total, names: [...by].slice(0, NAMES) }];
}
