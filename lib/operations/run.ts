import "server-only";
import { limits } from "@/lib/config/limits";
import { AppError } from "@/lib/errors/app-error";
import type { FrozenEntry, OperationRecord, OperationStore } from "@/lib/state/operation-store";
import { CanaryWatch, canaryEnd } from "./canary";
import { type OperationsDeps, writerOf } from "./context";
import { readDetails } from "./details";
import { endOperation } from "./end";
import type { Lease } from "./lease";
import { Pacer, rateOf } from "./pacer";
import { RateMeter } from "./rate";
import { wait } from "./wait";

const CHUNK = limits.entriesPerScript;
/** Chunks of the frozen list read at a time: 62 KB. */
const READ_AHEAD = 48;
/** A pause or a stop is heard of within this. */
const LISTEN_MS = 250;

/**
 * Works through the frozen list from the recorded cursor, as fast as its pace allows. Returns when the list is
 * done, the operation was paused or cancelled, the lease is lost or the process stops; the chunk in hand is always
 * finished. What the store throws is thrown: the cursor in the record then says how far it came.
 */
export async function runOperation(
  deps: OperationsDeps,
  state: OperationStore,
  id: string,
  lease: Lease,
): Promise<void> {
  const run: Run = {
    deps,
    state,
    lease,
    meter: new RateMeter(),
    canary: new CanaryWatch(state),
    pacer: null,
    hint: null,
  };
  for (;;) {
    const record = await state.get(id);
    if (!record || record.token !== lease.token || lease.signal.aborted) return;
    const { operation } = record;
    if (operation.state !== "running" && operation.state !== "cancelling") return;
    const complete = operation.processed >= operation.total;
    if (complete || operation.state === "cancelling") {
      await finish(run, record, complete ? "done" : "cancelled");
      return;
    }
    const first = canaryEnd(operation);
    if (first !== null && operation.processed >= first) await watch(run, record);
    else await runStretch(run, record, first);
  }
}

interface Run {
  readonly deps: OperationsDeps;
  readonly state: OperationStore;
  readonly lease: Lease;
  readonly meter: RateMeter;
  readonly canary: CanaryWatch;
  pacer: Pacer | null;
  hint: { place: number; text: string | null } | null;
}

/** One look at the first jobs; writes what it saw, and stops or pauses the operation when it must. */
async function watch({ deps, state, lease, canary: watcher }: Run, record: OperationRecord): Promise<void> {
  const { operation, owner } = record;
  const { store } = writerOf(deps, operation.source, owner);
  const { canary, waitMs } = await watcher.look(record, store.reader, Date.now());
  // Looking takes a while: a person may have paused it meanwhile, or have gone on without the verdict.
  const now = (await state.get(operation.id))?.operation;
  if (now?.state !== "running" || now.canary?.verdict === "passed") return;
  const change = { from: ["running"], token: lease.token } as const;
  if (canary.verdict === "failed") {
    const set = { canary, error: "canary_failed" };
    await endOperation(deps, state, operation.id, { ...change, to: "failed", set });
    return;
  }
  if (canary.verdict === "undecided") {
    await state.change(operation.id, { ...change, to: "paused", set: { canary, error: "canary_undecided" } });
    return;
  }
  await state.change(operation.id, { ...change, to: "running", set: { canary } });
  if (canary.verdict === "watching") await listen(lease, waitMs);
}

/** Waits, and hears of a change of the state meanwhile. */
async function listen(lease: Lease, ms: number): Promise<void> {
  for (let left = ms; left > 0 && !lease.signal.aborted; left -= LISTEN_MS) {
    await wait(Math.min(left, LISTEN_MS), lease.signal);
    if (isHalted(lease)) return;
  }
}

const isHalted = (lease: Lease) => lease.state() === "cancelling" || lease.state() === "paused";

/** Up to `READ_AHEAD` chunks; ends early when anything speaks against the next one. @param first the canary's end, or null */
async function runStretch(run: Run, record: OperationRecord, first: number | null): Promise<void> {
  const { state, lease } = run;
  const { operation } = record;
  let cursor = operation.processed;
  const perSec = first === null ? rateOf(operation) : null;
  run.pacer = perSec === null ? null : (run.pacer ?? new Pacer(perSec, cursor, performance.now()));
  const firstChunk = Math.floor(cursor / CHUNK);
  const count = Math.min(READ_AHEAD, Math.ceil(operation.total / CHUNK) - firstChunk);
  const end = Math.min(first ?? operation.total, operation.total, (firstChunk + count) * CHUNK);
  const ahead: FrozenEntry[] = [];
  for (const chunk of await state.chunks(record, firstChunk, count)) {
    if (!chunk) throw new AppError("state_unavailable", { operation: operation.id });
    for (const entry of chunk) ahead.push(entry);
  }
  while (cursor < end) {
    if (lease.signal.aborted || isHalted(lease)) return;
    const allowed = run.pacer?.allowed(performance.now()) ?? end;
    if (allowed <= cursor) {
      await listen(lease, run.pacer?.waitMs(cursor, performance.now()) ?? 0);
      continue;
    }
    const at = cursor - firstChunk * CHUNK;
    const entries = ahead.slice(at, at + Math.min(limits.entriesPerStretch, end - cursor, allowed - cursor));
    const next = await applySome(run, record, cursor, entries);
    if (next === null) return;
    cursor = next;
    lease.rate = run.meter.record(cursor);
  }
}

/** The first entries of one list. @returns the new cursor, or null when the operation is no longer ours to move */
async function applySome(
  run: Run,
  record: OperationRecord,
  cursor: number,
  entries: readonly FrozenEntry[],
): Promise<number | null> {
  const { deps, state, lease } = run;
  const { operation, owner, places } = record;
  const place = entries[0]?.place ?? 0;
  const list = places[place];
  if (!list) throw new AppError("state_unavailable", { operation: operation.id });
  const other = entries.findIndex((entry) => entry.place !== place);
  const some = other < 0 ? entries : entries.slice(0, other);
  const { writer } = writerOf(deps, operation.source, owner);
  const { params, verb } = operation;
  const result = await writer.applyFrozen({
    verb,
    list,
    identities: some.map(({ identity }) => identity),
    ...(verb === "undo" ? { memos: await memosOf(state, operation.id, cursor, some.length) } : {}),
    from: cursor,
    hint: run.hint?.place === place ? run.hint.text : null,
    ...(params.atMs === null ? {} : { atMs: params.atMs }),
    ...(params.queue === null ? {} : { queue: params.queue }),
    ignoreLock: params.ignoreLock,
    withoutUndo: params.withoutUndo,
    batch: {
      id: operation.id,
      actor: owner.name,
      operation: operation.id,
      ...(places.length > 1 ? { origin: "several" } : {}),
    },
    commit: state.commit(operation.id, lease.token),
  });
  if (result.status === "fenced") return null;
  if (result.cursor <= cursor) throw new AppError("internal", { operation: operation.id });
  run.hint = { place, text: result.hint };
  return result.cursor;
}

async function memosOf(state: OperationStore, id: string, from: number, count: number): Promise<string[]> {
  return (await readDetails(state, id, from, count)).map(({ memo }) => memo);
}

function finish(
  { deps, state }: Run,
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
