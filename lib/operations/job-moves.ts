import "server-only";
import { limits } from "@/lib/config/limits";
import type { OperationMove } from "@/lib/domain/job-life.schema";
import type { Operation } from "@/lib/domain/operation.schema";
import { letters } from "@/lib/domain/outcome-letters";
import type { OperationRecord, OperationStore } from "@/lib/state/operation-store";
import { jidBlocks, readDetails } from "./details";

/** Operations that are looked through for one job. */
const OPERATIONS = 50;
/** Jobs whose ids are kept at 4 bytes each: 16 MB. */
const KEPT = 4_000_000;
const DONE = letters.done.charCodeAt(0);

/**
 * Which operations did something to a job. A frozen list never changes, so each is read once into one hash a job;
 * what a hash hits is looked at again in the list itself. Lists are kept for a day after the operation's end.
 */
export class JobMoves {
  /** The least recently used first. */
  readonly #indexes = new Map<string, Promise<Uint32Array>>();
  readonly #sizes = new Map<string, number>();

  async of(
    source: string,
    state: OperationStore,
    jid: string,
    visible: (record: OperationRecord) => boolean,
  ): Promise<{ moves: OperationMove[]; complete: boolean }> {
    const sinceMs = Date.now() - limits.operationFrozenMs;
    const { records, nextCursor } = await state.page(null, OPERATIONS);
    const recent = records.filter(({ operation: { startedAtMs, endedAtMs } }) => {
      return startedAtMs !== null && (endedAtMs ?? Number.POSITIVE_INFINITY) > sinceMs;
    });
    const moves: OperationMove[] = [];
    for (const record of recent.filter(visible)) {
      if (record.operation.done === 0 || !(await this.#did(source, state, record.operation, jid))) continue;
      moves.push(moveOf(record.operation));
      const undo = record.operation.verb === "delete" ? await undoOf(state, record.operation) : null;
      if (undo) moves.push(moveOf(undo));
    }
    const oldest = records.at(-1)?.operation.createdAtMs ?? 0;
    return {
      moves: moves.sort((a, b) => a.atMs - b.atMs),
      complete: nextCursor === null || oldest < sinceMs,
    };
  }

  async #did(source: string, state: OperationStore, { id, total }: Operation, jid: string): Promise<boolean> {
    const index = await this.#index(`${source} ${id}`, state, id, total);
    const wanted = hashOf(jid);
    for (let at = index.indexOf(wanted); at >= 0; at = index.indexOf(wanted, at + 1)) {
      const [[detail], outcome] = await Promise.all([readDetails(state, id, at, 1), state.outcomes(id, at, 1)]);
      if (detail?.jid === jid && outcome[0] === DONE) return true;
    }
    return false;
  }

  #index(key: string, state: OperationStore, id: string, total: number): Promise<Uint32Array> {
    const known = this.#indexes.get(key);
    this.#indexes.delete(key);
    const index = known ?? indexOf(state, id, total);
    this.#indexes.set(key, index);
    this.#sizes.set(key, total);
    index.catch(() => this.#forget(key));
    let kept = 0;
    for (const [, size] of this.#sizes) kept += size;
    for (const oldest of this.#indexes.keys()) {
      if (kept <= KEPT || oldest === key) break;
      kept -= this.#sizes.get(oldest) ?? 0;
      this.#forget(oldest);
    }
    return index;
  }

  #forget(key: string): void {
    this.#indexes.delete(key);
    this.#sizes.delete(key);
  }
}

async function indexOf(state: OperationStore, id: string, total: number): Promise<Uint32Array> {
  const index = new Uint32Array(total);
  let at = 0;
  for await (const block of jidBlocks(state, id, total)) {
    for (const jid of block) index[at++] = jid === null ? 0 : hashOf(jid);
  }
  return index;
}

/** FNV-1a; 0 stands for a job without an id. */
function hashOf(jid: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < jid.length; i++) hash = Math.imul(hash ^ jid.charCodeAt(i), 0x01000193);
  return hash >>> 0 || 1;
}

/** What put all of a removal back; of one that put back a part nobody can say whether this job was in it. */
async function undoOf(state: OperationStore, { undoneBy, done }: Operation): Promise<Operation | null> {
  const undo = undoneBy === null ? null : ((await state.get(undoneBy))?.operation ?? null);
  return undo !== null && undo.done >= done ? undo : null;
}

function moveOf({ id, verb, actor, startedAtMs, createdAtMs }: Operation): OperationMove {
  return { operation: id, verb, actor, atMs: startedAtMs ?? createdAtMs };
}
