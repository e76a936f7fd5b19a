import "server-only";
import { limits } from "@/lib/config/limits";
import type { Script } from "@/lib/redis/link";
import type { ChunkCommit, TrashOrigin } from "@/lib/stores/port";
import { KeyTable } from "./key-table";
import type { LockStep } from "./lock-step";
import { MOVE_HEADER, type MoveSpec, moveEntries } from "./lua/move-entries";
import type { Located, Plan, Standing } from "./plan";
import type { WriteContext } from "./write-context";

/** An entry and what is to become of it; without a location the outcome is already known. */
export interface PlannedEntry {
  readonly entry: Located | null;
  readonly plan: Plan;
}

export interface MoveCall {
  readonly source: { key: string; kind: "zset" | "list"; origin: string };
  readonly entries: readonly PlannedEntry[];
  readonly batch: TrashOrigin;
  readonly verb: string;
  readonly receipt?: string | undefined;
  readonly commit?: (ChunkCommit & { from: number }) | undefined;
  readonly lane: "write" | "bulk";
}

type Argument = string | number | Buffer;

/** Our keys live longer than anything in them is promised for; the sweeper unlinks what has aged before this. */
export const OWN_TTL_MS = 7 * limits.trashRetentionMs;
/** Long enough to ask again after a lost reply. */
const RECEIPT_MS = 60_000;

export function sourceOf(context: WriteContext, at: Standing): MoveCall["source"] {
  return "set" in at
    ? { key: context.keys.set(at.set), kind: "zset", origin: at.set }
    : { key: context.keys.queue(at.queue), kind: "list", origin: `queue:${at.queue}` };
}

/** @returns one letter an entry, or null when the operation is no longer ours. @throws AppError when nothing was done. */
export async function runMove(
  context: WriteContext,
  call: MoveCall,
  script: Script = moveEntries,
): Promise<string[] | null> {
  const { keys, args } = compose(context, call);
  const reply = await context.link.run(script, keys, args, call.lane);
  if (!Array.isArray(reply)) throw new Error(`${script.name}: unexpected reply`);
  const letters = reply.map(String);
  return letters[0] === "fenced" ? null : letters;
}

/** How many of the first entries fit one script: 50 of them, 256 KB, and 30,000 steps of list removal. */
export function chunkSize(entries: readonly PlannedEntry[], maxEntries: number = limits.entriesPerScript): number {
  let bytes = 0;
  let depth = 0;
  let count = 0;
  for (const { entry, plan } of entries) {
    if (entry) {
      bytes += entry.bytes.length + planBytes(plan);
      depth += "queue" in entry.at ? entry.at.fromTail : 0;
    }
    const full = bytes > limits.scriptBytes || depth > limits.listRemovalDepth || count >= maxEntries;
    if (full && count > 0) return count;
    count++;
  }
  return count;
}

function planBytes(plan: Plan): number {
  return plan.act === "set" || plan.act === "tail" ? plan.bytes.length : 0;
}

function compose(context: WriteContext, call: MoveCall): { keys: string[]; args: Argument[] } {
  const { keys, own } = context;
  const table = new KeyTable();
  table.index(call.source.key);
  const plans = call.entries.map(({ plan }) => plan);
  const trash = plans.some((plan) => plan.act === "drop" && plan.record !== null);
  const locks = plans.some((plan) => "lock" in plan && plan.lock !== null);
  const header: Record<(typeof MOVE_HEADER)[number], Argument> = {
    kind: call.source.kind,
    queues: plans.some((plan) => plan.act === "queue" || plan.act === "tail") ? table.index(keys.queues) : 0,
    receipt: call.receipt ? table.index(call.receipt) : 0,
    receiptTtl: RECEIPT_MS,
    operation: call.commit ? table.index(call.commit.operationKey) : 0,
    outcomes: call.commit ? table.index(call.commit.outcomesKey) : 0,
    token: call.commit?.token ?? "",
    from: call.commit?.from ?? 0,
    trashMeta: trash ? table.index(own.trashBatch(call.batch.id)) : 0,
    trashRecords: trash ? table.index(own.trashRecords(call.batch.id)) : 0,
    trashIndex: trash ? table.index(own.trash) : 0,
    trashTotals: trash ? table.index(own.trashTotals) : 0,
    trashId: call.batch.id,
    trashTtl: OWN_TTL_MS,
    trashVerb: call.verb,
    trashOrigin: call.batch.origin ?? call.source.origin,
    trashActor: call.batch.actor,
    trashOperation: call.batch.operation ?? "",
    digests: locks ? table.index(keys.digests) : 0,
    expiring: locks ? table.index(keys.expiringDigests) : 0,
    depth: limits.listRemovalDepth,
  };
  const payloads: Buffer[] = [];
  const specs = call.entries.map((planned) => specOf(context, table, planned, payloads));
  const text = JSON.stringify(specs.map((spec) => (spec.act === "is" ? [spec.act, spec.letter] : fieldsOf(spec))));
  return { keys: table.keys, args: [...MOVE_HEADER.map((name) => header[name]), text, ...payloads] };
}

/** A lone surrogate, which Redis' JSON refuses, becomes what it would be in UTF-8. */
const wellFormed = (text: string) => (/[\ud800-\udfff]/.test(text) ? Buffer.from(text).toString() : text);

/** The script's order. */
function fieldsOf(spec: Exclude<MoveSpec, { act: "is" }>): unknown[] {
  const { act, where, destination, name, unit, cuts, other, lock, record } = spec;
  const fields = [act, where, destination, wellFormed(name), unit, cuts.flat(), other, record];
  if (lock === null) return fields;
  const { first, mode, jid, digest, limit, ttlMs, stamp } = lock;
  return [...fields, first, mode, wellFormed(jid), wellFormed(digest), limit, ttlMs ?? "", stamp ?? ""];
}

function specOf(context: WriteContext, table: KeyTable, { entry, plan }: PlannedEntry, payloads: Buffer[]): MoveSpec {
  if (plan.act === "is" || !entry) return { act: "is", letter: plan.act === "is" ? plan.letter : "u" };
  payloads.push(entry.bytes);
  const { act } = plan;
  const where = "set" in entry.at ? entry.at.score : entry.at.fromTail;
  const base = { act, where, destination: 0, name: "", unit: "", cuts: [], other: 0, lock: null, record: "" } as const;
  switch (plan.act) {
    case "queue": {
      const destination = table.index(context.keys.queue(plan.queue));
      const { cuts, unit, queue: name } = plan;
      return { ...base, destination, name, cuts, unit, lock: lockSpec(context, table, plan.lock) };
    }
    case "tail": {
      payloads.push(plan.bytes);
      const destination = table.index(context.keys.queue(plan.queue));
      return { ...base, destination, name: plan.queue, other: 1, lock: lockSpec(context, table, plan.lock) };
    }
    case "set": {
      const same = plan.bytes === entry.bytes;
      if (!same) payloads.push(plan.bytes);
      const destination = table.index(context.keys.set(plan.set));
      const lock = lockSpec(context, table, plan.lock);
      return { ...base, destination, name: plan.score, other: same ? 0 : 1, lock };
    }
    case "score":
      return { ...base, name: plan.score };
    case "drop":
      return { ...base, record: plan.record ?? "", lock: lockSpec(context, table, plan.lock) };
  }
}

function lockSpec({ keys }: WriteContext, table: KeyTable, lock: LockStep | null) {
  return lock && { ...lock, first: table.lock(keys.any(lock.digest)) };
}
