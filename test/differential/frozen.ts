import type { OutcomeStatus } from "@/lib/domain/action.schema";
import type { JobSetName } from "@/lib/domain/job.schema";
import { ownKeys } from "@/lib/state/keys";
import type { FrozenRequest, JobWriter } from "@/lib/stores/port";
import { origin, type Pair } from "./pair";

/** A verb over a whole set, as an operation does it: freeze the list, then move it chunk by chunk. */
export async function applyToAll(
  pair: Pair,
  verb: FrozenRequest["verb"],
  set: JobSetName,
  further: Partial<Pick<FrozenRequest, "atMs" | "queue" | "ignoreLock">> = {},
): Promise<Record<OutcomeStatus, number>> {
  const writer = writerOf(pair);
  const keys = ownKeys(null, "test");
  const batch = origin();
  const identities: Uint8Array[] = [];
  for await (const part of writer.freeze({ set })) identities.push(...part.identities);
  const commit = { operationKey: keys.operation(batch.id), outcomesKey: keys.outcomes(batch.id), token: "token" };
  await pair.ours.hset(commit.operationKey, { state: "running", token: "token", cursor: "0" });
  const total = { done: 0, gone: 0, refused: 0, unknown: 0 };
  let from = 0;
  let hint: string | null = null;
  while (from < identities.length) {
    const chunk = identities.slice(from, from + 50);
    const request: FrozenRequest = { verb, list: { set }, identities: chunk, from, hint, batch, commit, ...further };
    const result = await writer.applyFrozen(request);
    if (result.status !== "applied" || result.cursor <= from)
      throw new Error(`no progress at ${from}: ${result.status}`);
    for (const status of ["done", "gone", "refused", "unknown"] as const) total[status] += result.counts[status];
    from = result.cursor;
    hint = result.hint;
  }
  return total;
}

export function writerOf(pair: Pair): JobWriter {
  if (!pair.store.writer) throw new Error("the store has no writer");
  return pair.store.writer;
}
