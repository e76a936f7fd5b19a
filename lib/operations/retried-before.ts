import "server-only";
import { limits } from "@/lib/config/limits";
import type { Operation, OperationWarning } from "@/lib/domain/operation.schema";
import { enqueues } from "@/lib/domain/operation-rules";
import { letters } from "@/lib/domain/outcome-letters";
import type { OperationStore } from "@/lib/state/operation-store";
import type { OperationsDeps } from "./context";
import { readJids } from "./details";

/** Operations looked back on, and jobs of them all together. */
const OPERATIONS = 20;
const JOBS = 100_000;
const DAY_MS = 24 * 3_600_000;
const NAMES = 10;
const DONE = letters.done.charCodeAt(0);

/** Jobs of this list that were already enqueued within the last day: by an operation whose list is kept, or one by one. */
export async function retriedBefore(
  state: OperationStore,
  operation: Operation,
  retriesSince: OperationsDeps["retriesSince"],
): Promise<OperationWarning[]> {
  if (!enqueues(operation.verb) || operation.total > limits.undoSlice) return [];
  const sinceMs = Date.now() - DAY_MS;
  const { records } = await state.page(null, OPERATIONS);
  const earlier = records
    .map((record) => record.operation)
    .filter((other) => other.done > 0 && enqueues(other.verb) && other.id !== operation.id)
    .filter((other) => (other.startedAtMs ?? 0) > sinceMs);
  const singles = (await retriesSince?.(operation.source, sinceMs)) ?? [];
  if (earlier.length === 0 && singles.length === 0) return [];
  const mine = new Set(await readJids(state, operation.id, operation.total));
  const again = new Set<string>();
  const by = new Set<string>();
  for (const { actor, jids } of singles) {
    for (const jid of jids) {
      if (!mine.has(jid)) continue;
      again.add(jid);
      by.add(actor);
    }
  }
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
