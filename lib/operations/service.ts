import "server-only";
import { isDeepStrictEqual } from "node:util";
import { limits } from "@/lib/config/limits";
import { parseFilter } from "@/lib/domain/filter";
import type {
  Operation,
  OperationCanary,
  OperationOutcomes,
  OperationRequest,
  OperationResume,
  OperationStart,
} from "@/lib/domain/operation.schema";
import { isUndoable, paceFits } from "@/lib/domain/operation-rules";
import type { Permission } from "@/lib/domain/permissions";
import { roleAllows } from "@/lib/domain/permissions";
import { AppError } from "@/lib/errors/app-error";
import type { OperationOwner, OperationRecord, OperationStore } from "@/lib/state/operation-store";
import type { JobWriter } from "@/lib/stores/port";
import { begin, obstacle } from "./begin";
import { type OperationsDeps, queueGlobsOf, stateOf, writerOf } from "./context";
import { newOperation, newUndo, sameRequest } from "./create";
import { applyDirect, type DirectRequest } from "./direct";
import { endOperation } from "./end";
import { JobMoves } from "./job-moves";
import { outcomesOf } from "./outcomes";
import type { Runner } from "./runner";
import { runningTwin } from "./warnings";
import type { Watchers } from "./watchers";

/** What the API answers about operations, and how people steer them. Every method checks the caller anew. */
export function createService(deps: OperationsDeps, runner: Runner, watchers: Watchers) {
  const seen = (record: OperationRecord): Operation => {
    const waitingFor = record.operation.endedAtMs ? null : runner.waitingFor(record.operation.id);
    return waitingFor ? { ...record.operation, error: waitingFor } : record.operation;
  };
  const find = async (source: string, caller: OperationOwner, id: string): Promise<OperationRecord | null> => {
    deps.openStore(source, caller);
    const record = /^[A-Za-z0-9_-]{22}$/.test(id) ? await deps.states.get(source)?.get(id) : undefined;
    return record && maySee(record, source, caller) ? record : null;
  };
  const require = async (source: string, caller: OperationOwner, id: string): Promise<OperationRecord> => {
    const record = await find(source, caller, id);
    if (!record) throw new AppError("not_found", { operation: id });
    return record;
  };
  const reread = async (source: string, caller: OperationOwner, id: string): Promise<Operation> => {
    runner.wake(source);
    return seen(await require(source, caller, id));
  };

  const jobMoves = new JobMoves();

  return {
    /** Freezes in the background and answers at once. With `expected` it starts by itself when the count is right. */
    async create(source: string, caller: OperationOwner, request: OperationRequest): Promise<Operation> {
      allow(caller, "operations.run");
      if (request.verb === "delete" && request.withoutUndo) allow(caller, "trash.purge");
      const filter = parseFilter(request.target.q ?? "");
      if (!filter.ok) throw new AppError("invalid_filter", { ...filter.params, at: filter.at, problem: filter.code });
      writerOf(deps, source, caller);
      const state = stateOf(deps, source);
      const operation = newOperation(source, caller.name, request);
      const refs = request.target.refs && [...new Set(request.target.refs)];
      const result = await state.create(operation, caller, request.expected ?? null, refs);
      if (result === "too_many") throw new AppError("conflict", { reason: "too_many", max: limits.operationsActive });
      if (result === "exists" && !sameRequest(await require(source, caller, operation.id), request)) {
        throw new AppError("conflict", { reason: "idempotency_key_reused" });
      }
      return reread(source, caller, operation.id);
    },

    /** One verb on some entries, now; what it did can be taken back by `undo`. */
    direct: (source: string, caller: OperationOwner, writer: JobWriter, request: DirectRequest) =>
      applyDirect(deps, source, caller, writer, request),

    /**
     * Says again what is running or ended when it was started before: a repeated request starts nothing twice. Who
     * comes second with another pace hears that it runs with that of the first.
     */
    async start(source: string, caller: OperationOwner, id: string, request: OperationStart): Promise<Operation> {
      allow(caller, "operations.run");
      const { expected } = request;
      const record = await require(source, caller, id);
      const { operation } = record;
      if (operation.params.withoutUndo) allow(caller, "trash.purge");
      if (operation.total !== expected && operation.state !== "freezing") {
        throw new AppError("drifted", { expected, actual: operation.total });
      }
      if (operation.startedAtMs === null) {
        if (operation.state !== "frozen") throw new AppError("conflict", { state: operation.state });
        if (!paceFits(operation.verb, request.pace)) throw new AppError("invalid_request", { field: "pace" });
        const { store } = writerOf(deps, source, caller);
        const state = stateOf(deps, source);
        const frozen = { total: operation.total, sizeBytes: record.sizeBytes };
        const reason = request.reason?.trim() || operation.reason;
        const hindrance = await obstacle(store, operation, frozen, expected, reason);
        if (hindrance) throw new AppError("refused", { reason: hindrance });
        const twin = await runningTwin(state, operation);
        if (twin) throw new AppError("conflict", { reason: "already_running", operation: twin.id, actor: twin.actor });
        const set = { reason, pace: request.pace ?? operation.pace };
        const began = await begin(state, operation, operation.total, { state: "frozen" }, set);
        if (began) await noteUndo(state, operation);
      }
      const started = await reread(source, caller, id);
      if (request.pace && !isDeepStrictEqual(request.pace, started.pace)) {
        throw new AppError("conflict", { reason: "other_pace", operation: id, actor: started.actor });
      }
      return started;
    },

    /** Stops where it is, to be resumed: the chunk in hand is finished. */
    async pause(source: string, caller: OperationOwner, id: string): Promise<Operation> {
      allow(caller, "operations.run");
      await require(source, caller, id);
      await stateOf(deps, source).change(id, { from: ["running"], to: "paused", set: { error: null } });
      return reread(source, caller, id);
    },

    /** Goes on exactly where it was; the first jobs are waited for anew unless the caller goes on without them. */
    async resume(source: string, caller: OperationOwner, id: string, request: OperationResume): Promise<Operation> {
      allow(caller, "operations.run");
      const { operation } = await require(source, caller, id);
      const { canary } = operation;
      const again = canary && { ...canary, sinceMs: Date.now(), verdict: "watching" as const };
      const set =
        canary?.verdict === "undecided" || request.skipCanary ? { canary: again && skipped(again, request) } : {};
      await stateOf(deps, source).change(id, { from: ["paused"], to: "running", set: { error: null, ...set } });
      return reread(source, caller, id);
    },

    async cancel(source: string, caller: OperationOwner, id: string): Promise<Operation> {
      allow(caller, "operations.run");
      await require(source, caller, id);
      const state = stateOf(deps, source);
      const still = await endOperation(deps, state, id, { from: ["freezing", "frozen", "paused"], to: "cancelled" });
      if (!still) await state.change(id, { from: ["running"], to: "cancelling" });
      return reread(source, caller, id);
    },

    /** Freezes what can be taken back of an ended operation; it waits to be started. */
    async undo(source: string, caller: OperationOwner, id: string, reason?: string): Promise<Operation> {
      allow(caller, "operations.run");
      allow(caller, "trash.restore");
      const { operation } = await require(source, caller, id);
      const state = stateOf(deps, source);
      if (!isUndoable(operation, Date.now())) throw new AppError("refused", { reason: "not_undoable" });
      const undo = newUndo(operation, caller.name, reason);
      if ((await state.create(undo, caller, null)) === "too_many") {
        throw new AppError("conflict", { reason: "too_many", max: limits.operationsActive });
      }
      return reread(source, caller, undo.id);
    },

    async get(source: string, caller: OperationOwner, id: string): Promise<Operation | null> {
      const record = await find(source, caller, id);
      return record && seen(record);
    },

    async list(source: string, caller: OperationOwner, request: { cursor: string | null; limit: number }) {
      deps.openStore(source, caller);
      const page = await deps.states.get(source)?.page(request.cursor, Math.min(request.limit, limits.pageSizeMax));
      const records = page?.records.filter((record) => maySee(record, source, caller)) ?? [];
      return {
        operations: records.map((record) => ({ ...seen(record), sample: [] })),
        nextCursor: page?.nextCursor ?? null,
      };
    },

    async outcomes(
      source: string,
      caller: OperationOwner,
      id: string,
      fromIndex: number,
    ): Promise<OperationOutcomes | null> {
      const record = await find(source, caller, id);
      if (!record) return null;
      const count = Math.max(0, Math.min(limits.outcomesPage, record.operation.total - fromIndex));
      const outcomes = await outcomesOf(stateOf(deps, source), record, fromIndex, count);
      const next = fromIndex + count;
      return { outcomes, nextIndex: next < record.operation.total ? next : null };
    },

    /** The operations of the last day that did something to one job, oldest first. */
    async moves(source: string, caller: OperationOwner, jid: string) {
      deps.openStore(source, caller);
      const state = deps.states.get(source);
      return state
        ? jobMoves.of(source, state, jid, (record) => maySee(record, source, caller))
        : { moves: [], complete: true };
    },

    watch: watchers.watch,
  };
}

/** The record of what is taken back says by what; it may be tried again for what is left. */
async function noteUndo(state: OperationStore, { id, target }: Operation): Promise<void> {
  const undone = target.undoOf === undefined ? null : await state.get(target.undoOf);
  if (!undone) return;
  const { id: undoneId, state: now } = undone.operation;
  await state.change(undoneId, { from: [now], to: now, set: { undoneBy: id } });
}

function skipped(canary: OperationCanary, { skipCanary }: OperationResume): OperationCanary {
  return skipCanary ? { ...canary, verdict: "passed" } : canary;
}

function allow(caller: OperationOwner, permission: Permission): void {
  if (!roleAllows(caller.role, permission)) throw new AppError("forbidden", { permission });
}

/** A breakdown tells of every queue; somebody confined to some queues sees their own operations only. */
function maySee(record: OperationRecord, source: string, caller: OperationOwner): boolean {
  return queueGlobsOf(caller, source) === undefined || record.owner.name === caller.name;
}
