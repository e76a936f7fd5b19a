import "server-only";
import { limits } from "@/lib/config/limits";
import type { Script } from "@/lib/redis/link";
import type { ChunkCommit, TrashOrigin } from "@/lib/stores/port";
import { KeyTable } from "./key-table";
import type { LockStep } from "./lock-step";
import { MOVE_ENTRY, MOVE_HEADER, moveEntries } from "./lua/move-entries";
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

/** How many of the first entries fit one script: 50 of them, 256 KB, and 10,000 steps of list removal. */
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
  if (plan.act === "queue") return plan.prefix.length + plan.suffix.length;
  return plan.act === "set" ? plan.bytes.length : 0;
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
    queues: plans.some((plan) => plan.act === "queue") ? table.index(keys.queues) : 0,
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
  const entries = call.entries.flatMap((planned) => {
    const fields = entryFields(context, table, planned);
    return MOVE_ENTRY.map((name) => fields[name] ?? "");
  });
  return { keys: table.keys, args: [...MOVE_HEADER.map((name) => header[name]), ...entries] };
}

type EntryFields = Partial<Record<(typeof MOVE_ENTRY)[number], Argument>>;

function entryFields(context: WriteContext, table: KeyTable, { entry, plan }: PlannedEntry): EntryFields {
  if (plan.act === "is" || !entry)
    return { act: "is", bytes: plan.act === "is" ? plan.letter : "u", destination: 0, lock: 0 };
  const where = "set" in entry.at ? entry.at.score : entry.at.fromTail;
  const base = { act: plan.act, bytes: entry.bytes, where, destination: 0, lock: 0 };
  switch (plan.act) {
    case "queue": {
      const destination = table.index(context.keys.queue(plan.queue));
      const { prefix, suffix, unit, queue: name } = plan;
      return { ...base, destination, name, prefix, suffix, unit, ...lockFields(context, table, plan.lock) };
    }
    case "set": {
      const destination = table.index(context.keys.set(plan.set));
      return { ...base, destination, name: plan.score, prefix: plan.bytes, ...lockFields(context, table, plan.lock) };
    }
    case "score":
      return { ...base, name: plan.score };
    case "drop":
      return { ...base, record: plan.record ?? "", ...lockFields(context, table, plan.lock) };
  }
}

function lockFields({ keys }: WriteContext, table: KeyTable, lock: LockStep | null): EntryFields {
  if (!lock) return {};
  const { jid, digest, limit, ttlMs } = lock;
  const first = table.lock(keys.any(digest));
  return { lock: first, lockMode: lock.mode, jid, digest, lockLimit: limit, lockTtl: ttlMs ?? "" };
}
