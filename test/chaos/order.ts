import type { Redis } from "ioredis";
import type { JobVerb } from "@/lib/domain/action.schema";
import type { JobSetName } from "@/lib/domain/job.schema";
import type { Operation, OperationPace } from "@/lib/domain/operation.schema";
import { begin } from "@/lib/operations/begin";
import { newOperation, newUndo } from "@/lib/operations/create";
import { ownKeys } from "@/lib/state/keys";
import type { OperationOwner, OperationStore } from "@/lib/state/operation-store";
import { MOVED_TO, RESCHEDULED_TO_MS, TRIALS } from "./jobs";
import { SOURCE } from "./model";

export const OWNER: OperationOwner = { name: "chaos", role: "admin", method: "system", scopes: null };
export const keys = ownKeys(null, SOURCE);

export const sleep = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

export interface OrderOptions {
  /** Starts by itself when the frozen list has so many entries; null: waits to be started. */
  expected: number | null;
  q?: string;
  pace?: OperationPace;
  /** Instead of the one the verb is tried on. */
  set?: JobSetName;
  /** A removal for good. */
  withoutUndo?: boolean;
}

/** An operation over a set, as a person would ask for it. */
export async function order(
  state: OperationStore,
  verb: JobVerb,
  { expected, q, pace, set, withoutUndo }: OrderOptions,
): Promise<string> {
  const operation = newOperation(SOURCE, OWNER.name, {
    verb,
    target: { set: set ?? TRIALS[verb].set, ...(q === undefined ? {} : { q }) },
    ...(verb === "reschedule" ? { atMs: RESCHEDULED_TO_MS } : {}),
    ...(verb === "move" ? { queue: MOVED_TO } : {}),
    ...(pace ? { pace } : {}),
    ...(withoutUndo ? { withoutUndo } : {}),
    reason: "chaos",
  });
  await state.create(operation, OWNER, expected);
  return operation.id;
}

/** Takes an ended operation back: frozen, looked at, started. @param meanwhile called while it freezes */
export async function orderUndo(
  state: OperationStore,
  id: string,
  meanwhile: (undo: string) => Promise<void> = async () => {},
): Promise<string> {
  const record = await state.get(id);
  if (!record) throw new Error("no operation to undo");
  const undo = newUndo(record.operation, OWNER.name, "chaos");
  await state.create(undo, OWNER, null);
  await startFrozen(state, undo.id, meanwhile);
  return undo.id;
}

/** Presses start as soon as the list is frozen. */
export async function startFrozen(
  state: OperationStore,
  id: string,
  meanwhile: (id: string) => Promise<void> = async () => {},
): Promise<void> {
  await until(async () => {
    await meanwhile(id);
    return (await state.get(id))?.operation.state === "frozen";
  });
  const operation = (await state.get(id))?.operation;
  if (operation) await begin(state, operation, Math.max(1, operation.total), { state: "frozen" });
}

export async function recordsOf(state: OperationStore, ids: readonly string[]): Promise<Operation[]> {
  const records = await Promise.all(ids.map((id) => state.get(id)));
  return records.flatMap((record) => record?.operation ?? []);
}

/**
 * Until a random part of one of the operations is done, the first effect at the least, and a moment more: so kills
 * spread over all of it and fall into the middle of chunks, however fast the machine is just now.
 */
export async function somewhere(redis: Redis, ids: readonly string[], count: number): Promise<void> {
  const share = Math.random() * 0.8 * count;
  const cursor = async (id: string) => Number(await redis.hget(keys.operation(id), "cursor"));
  await until(async () => (await Promise.all(ids.map(cursor))).some((at) => at > share));
  await sleep(Math.random() * 3);
}

const ENDS = new Set(["done", "failed", "cancelled"]);

/** Until the operation has ended; also when its record is gone, for a Redis that lost its last second. */
export async function ended(redis: Redis, id: string): Promise<void> {
  await until(async () => {
    const state = await redis.hget(keys.operation(id), "state").catch(() => "");
    return state === null || ENDS.has(state);
  });
}

/** The dead replica's lease runs out at once, so that a round need not wait four seconds for it. */
export async function ageLease(redis: Redis, id: string): Promise<void> {
  await redis.hset(keys.operation(id), "leaseUntilMs", 0);
}

export async function isMidOperation(redis: Redis, id: string): Promise<boolean> {
  const [state, cursor, total] = await redis.hmget(keys.operation(id), "state", "cursor", "total");
  return state === "running" && Number(cursor) > 0 && Number(cursor) < Number(total);
}

/** A run beside other work needs more. */
const PATIENCE_MS = Number(process.env.CHAOS_PATIENCE_MS ?? 60_000);

export async function until(check: () => Promise<boolean>, ms = PATIENCE_MS): Promise<void> {
  for (const end = Date.now() + ms; Date.now() < end; ) {
    if (await check()) return;
    await sleep(1);
  }
  throw new Error("did not happen in time");
}
