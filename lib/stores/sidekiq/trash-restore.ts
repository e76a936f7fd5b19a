import "server-only";
import { limits } from "@/lib/config/limits";
import type { JobSetName } from "@/lib/domain/job.schema";
import { readLetter } from "@/lib/domain/outcome-letters";
import type { ChunkCommit, RestoreOptions, RestoreStep } from "@/lib/stores/port";
import { KeyTable } from "./key-table";
import { type LockStep, lockOf, lockToTake } from "./lock-step";
import { RESTORE_ENTRY, restoreByRename, restoreEntries } from "./lua/restore-entries";
import { turnBatch } from "./lua/turn-batch";
import { OWN_TTL_MS } from "./move-call";
import { scanPayload } from "./payload-scan";
import type { Standing } from "./plan";
import { type BatchMeta, readMeta } from "./trash-meta";
import { readRecord } from "./trash-record";
import type { WriteContext } from "./write-context";

/** Scripts one call runs; the caller asks again while something is left. */
const SCRIPTS_PER_CALL = 20;

interface Restorable {
  readonly guard: Buffer | string;
  readonly field: number;
  readonly origin: Standing;
  readonly lock: LockStep | null;
  readonly size: number;
}

/**
 * Puts a batch back: sets at the score it had, queues at the end where the next job to run is (an exact place
 * in a queue does not outlast its neighbours), or the whole list as it was when the queue is still empty.
 */
export async function restoreBatch(
  context: WriteContext,
  id: string,
  { signal, commit }: RestoreOptions = {},
): Promise<RestoreStep> {
  const result: RestoreStep = { restored: 0, gone: 0, refused: 0, left: 0 };
  const meta = await context.link.write((redis) => readMeta(redis, context, id));
  if (!meta || meta.purge) return result;
  if (meta.form === "list") {
    const whole = await restoreWhole(context, meta, commit);
    if (whole === FENCED) return { ...result, left: meta.entries, fenced: true };
    if (whole >= 0) return { ...result, restored: whole };
    const turned = await context.link.run(turnBatch, [context.own.trashBatch(id)], ["restore", OWN_TTL_MS]);
    if (turned !== 1) return result;
  }
  const source = meta.form === "list" ? new ListSource(context, meta) : new RecordSource(context, meta);
  for (let script = 0; script < SCRIPTS_PER_CALL; script++) {
    signal?.throwIfAborted();
    const entries = await source.next();
    if (entries.length === 0) break;
    const letters = await runRestore(context, meta, entries, commit);
    if (letters[0] === "fenced") return { ...result, left: meta.entries, fenced: true };
    if (letters[0] === "purged") return result;
    let removed = 0;
    for (const letter of letters) {
      const { status } = readLetter(letter);
      if (status === "done") result.restored++;
      else if (status === "gone") result.gone++;
      else result.refused++;
      if (status === "done" || status === "gone") removed++;
    }
    source.took(entries.length, removed);
  }
  const after = await context.link.write((redis) => readMeta(redis, context, id));
  return { ...result, left: after?.entries ?? 0 };
}

const FENCED = -2;

async function restoreWhole(
  { link, keys, own }: WriteContext,
  { id, origin }: BatchMeta,
  commit: ChunkCommit | undefined,
): Promise<number> {
  const queue = origin.slice("queue:".length);
  const batch = [own.trashBatch(id), own.trashRecords(id), own.trash, own.trashTotals];
  const reply = await link.run(
    restoreByRename,
    [...batch, keys.queues, keys.queue(queue), commit?.operationKey ?? own.trashBatch(id)],
    [id, queue, commit?.token ?? ""],
  );
  return typeof reply === "number" ? reply : -1;
}

async function runRestore(
  context: WriteContext,
  meta: BatchMeta,
  entries: readonly Restorable[],
  commit: ChunkCommit | undefined,
): Promise<string[]> {
  const { keys, own, link } = context;
  const table = new KeyTable([
    own.trashBatch(meta.id),
    own.trashRecords(meta.id),
    own.trash,
    own.trashTotals,
    keys.queues,
    keys.digests,
    commit?.operationKey ?? own.trashBatch(meta.id),
  ]);
  const args = entries.flatMap(({ guard, field, origin, lock }) => {
    const isSet = "set" in origin;
    const fields: Record<(typeof RESTORE_ENTRY)[number], string | number | Buffer> = {
      guard,
      field,
      kind: isSet ? "zset" : "list",
      destination: table.index(isSet ? keys.set(origin.set) : keys.queue(origin.queue)),
      where: isSet ? origin.score : origin.queue,
      lock: lock ? table.lock(keys.any(lock.digest)) : 0,
      lockMode: lock?.mode ?? "",
      jid: lock?.jid ?? "",
      digest: lock?.digest ?? "",
      lockLimit: lock?.limit ?? 1,
      lockTtl: lock?.ttlMs ?? "",
    };
    return RESTORE_ENTRY.map((name) => fields[name]);
  });
  const reply = await link.run(restoreEntries, table.keys, [meta.form, meta.id, commit?.token ?? "", ...args]);
  return Array.isArray(reply) ? reply.map(String) : [];
}

/** A job that was dead holds no lock, and comes back without one. */
function lockStep(bytes: Buffer, origin: { queue: string } | { set: JobSetName }): LockStep | null {
  if ("set" in origin && origin.set === "dead") return null;
  const scan = scanPayload(bytes);
  const step = scan.ok ? lockToTake(lockOf(bytes, scan), false) : null;
  // A removal left that lock alone: it is this job's still, or its time is over.
  return step?.mode === "expire" ? { ...step, mode: "check" } : step;
}

/** As many of the first as one script carries. */
function fitting(entries: readonly Restorable[]): Restorable[] {
  let bytes = 0;
  const fit = entries.findIndex((entry, i) => {
    bytes += entry.size;
    return i > 0 && bytes > limits.scriptBytes;
  });
  return fit < 0 ? [...entries] : entries.slice(0, fit);
}

/** Records from the last written to the first, so that what was next to run ends up next to run. */
class RecordSource {
  readonly #context: WriteContext;
  readonly #meta: BatchMeta;
  #field: number;

  constructor(context: WriteContext, meta: BatchMeta) {
    this.#context = context;
    this.#meta = meta;
    this.#field = meta.seq;
  }

  async next(): Promise<Restorable[]> {
    const found: Restorable[] = [];
    const key = this.#context.own.trashRecords(this.#meta.id);
    let bytes = 0;
    while (this.#field > 0 && found.length < limits.entriesPerScript && bytes < limits.scriptBytes) {
      const fields = Array.from({ length: Math.min(10, this.#field) }, (_, i) => this.#field - i);
      const records = await this.#context.link.write((redis) => redis.hmgetBuffer(key, ...fields.map(String)));
      for (const [i, record] of records.entries()) {
        const parsed = record ? readRecord(record) : null;
        if (!record || !parsed) continue;
        bytes += record.length;
        const field = fields[i] ?? 0;
        found.push({
          guard: parsed.line,
          field,
          origin: parsed.origin,
          lock: lockStep(parsed.bytes, parsed.origin),
          size: 0,
        });
      }
      this.#field -= fields.length;
    }
    return found;
  }

  took(): void {}
}

/** A queue's own list from its newest entry to its oldest, for the same reason. */
class ListSource {
  readonly #context: WriteContext;
  readonly #meta: BatchMeta;
  #at = 0;

  constructor(context: WriteContext, meta: BatchMeta) {
    this.#context = context;
    this.#meta = meta;
  }

  async next(): Promise<Restorable[]> {
    const key = this.#context.own.trashRecords(this.#meta.id);
    const queue = this.#meta.origin.slice("queue:".length);
    const page = await this.#context.link.write((redis) =>
      redis.lrangeBuffer(key, this.#at, this.#at + limits.entriesPerScript - 1),
    );
    return fitting(
      page.map((bytes, i) => ({
        guard: bytes,
        field: this.#at + i,
        origin: { queue, fromTail: 0 },
        lock: lockStep(bytes, { queue }),
        size: bytes.length,
      })),
    );
  }

  /** What stayed (a lock is held) stands in front of what comes next. */
  took(count: number, removed: number): void {
    this.#at += count - removed;
  }
}
