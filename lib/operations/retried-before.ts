import "server-only";
import { limits } from "@/lib/config/limits";
import { enqueues, type Operation, type OperationWarning } from "@/lib/domain/operation.schema";
import { letters } from "@/lib/domain/outcome-letters";
import type { OperationStore } from "@/lib/state/operation-store";
import { readDetails } from "./details";

/** Operations looked back on, and jobs of them all together. */
const OPERATIONS = 20;
const JOBS = 100_000;
const READ = 5_000;
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
  const mine = new Set<string>();
  for await (const jid of jidsOf(state, operation.id, operation.total, false)) mine.add(jid);
  const again = new Set<string>();
  const by = new Set<string>();
  let looked = 0;
  for (const other of earlier) {
    if (looked + other.processed > JOBS) continue;
    looked += other.processed;
    for await (const jid of jidsOf(state, other.id, other.processed, true)) {
      if (!mine.has(jid)) continue;
      again.add(jid);
      by.add(other.actor);
    }
  }
  return again.size === 0
    ? []
    : [{ code: "already_retried", count: again.size, of: operation.total, names: [...by].slice(0, NAMES) }];
}

async function* jidsOf(state: OperationStore, id: string, total: number, doneOnly: boolean): AsyncGenerator<string> {
  for (let from = 0; from < total; from += READ) {
    const count = Math.min(READ, total - from);
    const outcomes = doneOnly ? await state.outcomes(id, from, count) : null;
    for (const [i, { jid }] of (await readDetails(state, id, from, count)).entries()) {
      if (jid !== null && (outcomes === null || outcomes[i] === DONE)) yield jid;
    }
  }
}
