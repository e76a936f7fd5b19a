import "server-only";
import { limits } from "@/lib/config/limits";
import type { Operation, OperationOutcomes, OperationRequest } from "@/lib/domain/operation.schema";
import type { Permission } from "@/lib/domain/permissions";
import { roleAllows } from "@/lib/domain/permissions";
import { AppError } from "@/lib/errors/app-error";
import type { OperationOwner, OperationRecord } from "@/lib/state/operation-store";
import { begin, obstacle } from "./begin";
import { type OperationsDeps, queueGlobsOf, stateOf, writerOf } from "./context";
import { newOperation, sameRequest } from "./create";
import { endOperation } from "./end";
import type { Runner } from "./runner";
import type { Watchers } from "./watchers";

const STATUS: Readonly<Record<string, OperationOutcomes["outcomes"][number]["status"]>> = {
  d: "done",
  g: "gone",
  r: "refused",
  u: "unknown",
};

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

  return {
    /** Freezes in the background and answers at once. With `expected` it starts by itself when the count is right. */
    async create(source: string, caller: OperationOwner, request: OperationRequest): Promise<Operation> {
      allow(caller, "operations.run");
      if (request.verb === "delete" && request.withoutUndo) allow(caller, "trash.purge");
      writerOf(deps, source, caller);
      const state = stateOf(deps, source);
      const operation = newOperation(source, caller.name, request);
      const result = await state.create(operation, caller, request.expected ?? null);
      if (result === "too_many") throw new AppError("conflict", { reason: "too_many", max: limits.operationsActive });
      if (result === "exists" && !sameRequest(await require(source, caller, operation.id), request)) {
        throw new AppError("conflict", { reason: "idempotency_key_reused" });
      }
      return reread(source, caller, operation.id);
    },

    /** Says again what is running or ended when it was started before: a repeated request starts nothing twice. */
    async start(source: string, caller: OperationOwner, id: string, expected: number): Promise<Operation> {
      allow(caller, "operations.run");
      const record = await require(source, caller, id);
      const { operation } = record;
      if (operation.params.withoutUndo) allow(caller, "trash.purge");
      if (operation.total !== expected && operation.state !== "freezing") {
        throw new AppError("drifted", { expected, actual: operation.total });
      }
      if (operation.startedAtMs === null) {
        if (operation.state !== "frozen") throw new AppError("conflict", { state: operation.state });
        const { store } = writerOf(deps, source, caller);
        const hindrance = await obstacle(
          store,
          operation,
          { total: operation.total, sizeBytes: record.sizeBytes },
          expected,
        );
        if (hindrance) throw new AppError("refused", { reason: hindrance });
        await begin(stateOf(deps, source), operation, operation.total, { state: "frozen" });
      }
      return reread(source, caller, id);
    },

    async cancel(source: string, caller: OperationOwner, id: string): Promise<Operation> {
      allow(caller, "operations.run");
      await require(source, caller, id);
      const state = stateOf(deps, source);
      const unstarted = await endOperation(deps, state, id, { from: ["freezing", "frozen"], to: "cancelled" });
      if (!unstarted) await state.change(id, { from: ["running"], to: "cancelling" });
      return reread(source, caller, id);
    },

    async get(source: string, caller: OperationOwner, id: string): Promise<Operation | null> {
      const record = await find(source, caller, id);
      return record && seen(record);
    },

    async list(source: string, caller: OperationOwner, request: { cursor: string | null; limit: number }) {
      deps.openStore(source, caller);
      const page = await deps.states.get(source)?.page(request.cursor, Math.min(request.limit, limits.pageSizeMax));
      const records = page?.records.filter((record) => maySee(record, source, caller)) ?? [];
      return { operations: records.map(seen), nextCursor: page?.nextCursor ?? null };
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
      const bytes = count === 0 ? Buffer.alloc(0) : await stateOf(deps, source).outcomes(id, fromIndex, count);
      const outcomes = Array.from({ length: count }, (_, i) => ({
        index: fromIndex + i,
        status: STATUS[String.fromCharCode(bytes[i] ?? 0)] ?? ("pending" as const),
      }));
      const next = fromIndex + count;
      return { outcomes, nextIndex: next < record.operation.total ? next : null };
    },

    watch: watchers.watch,
  };
}

function allow(caller: OperationOwner, permission: Permission): void {
  if (!roleAllows(caller.role, permission)) throw new AppError("forbidden", { permission });
}

/** A breakdown tells of every queue; somebody confined to some queues sees their own operations only. */
function maySee(record: OperationRecord, source: string, caller: OperationOwner): boolean {
  return queueGlobsOf(caller, source) === undefined || record.owner.name === caller.name;
}
