import "server-only";
import { setMaxListeners } from "node:events";
import { limits } from "@/lib/config/limits";
import type { Operation } from "@/lib/domain/operation.schema";
import { type ErrorCode, isAppError } from "@/lib/errors/app-error";
import { logger, safeMessage } from "@/lib/errors/logger";
import { newId } from "@/lib/state/id";
import type { OperationStore } from "@/lib/state/operation-store";
import type { OperationsDeps } from "./context";
import { endOperation } from "./end";
import { freezeOperation } from "./freeze";
import { holdLease } from "./lease";
import { isRestore, runRestore } from "./restore";
import { runOperation } from "./run";
import { wait } from "./wait";
import type { Watchers } from "./watchers";

export interface Runner {
  start(): void;
  /** Looks for work now instead of at the next scan. */
  wake(source: string): void;
  /** What keeps an operation waiting that this replica works on, or null. */
  waitingFor(id: string): ErrorCode | null;
  /** The chunk in hand is finished and every lease released. */
  stop(): Promise<void>;
}

const SWEEP_EVERY_MS = 60_000;
const BACKOFF_MS = { first: 100, most: 2_000 };
const HAS_WORK: ReadonlySet<Operation["state"]> = new Set(["freezing", "running", "cancelling"]);

/** Takes up every operation of every source that nobody works on, its own and those of a replica that is gone. */
export function createRunner(deps: OperationsDeps, watchers: Watchers): Runner {
  const stopping = new AbortController();
  // A loop that is woken early leaves its timer listening until it runs out.
  setMaxListeners(0, stopping.signal);
  const tasks = new Map<string, Promise<void>>();
  const waiting = new Map<string, ErrorCode>();
  const wakers = new Map<string, () => void>();
  const loops: Promise<void>[] = [];

  /** @returns whether any is under way */
  async function scan(source: string, state: OperationStore): Promise<boolean> {
    const records = await state.active();
    await watchers.look(source, state, records);
    for (const record of records) {
      const { operation } = record;
      if (stopping.signal.aborted) break;
      if (operation.state === "frozen" && operation.createdAtMs < Date.now() - limits.operationUnstartedMs) {
        await endOperation(deps, state, operation.id, { from: ["frozen"], to: "discarded" });
      }
      if (!HAS_WORK.has(operation.state) || tasks.has(operation.id) || tasks.size >= limits.operationsAtOnce) continue;
      const token = newId();
      if (!(await state.take(operation.id, token, deps.replica))) continue;
      tasks.set(
        operation.id,
        work(source, state, operation.id, token).finally(() => {
          tasks.delete(operation.id);
          waiting.delete(operation.id);
          wakers.get(source)?.();
        }),
      );
    }
    return records.length > 0;
  }

  /** Until the operation has ended, the lease is lost or the process stops; waits out a store in trouble. */
  async function work(source: string, state: OperationStore, id: string, token: string): Promise<void> {
    const lease = holdLease(state, id, token, deps.replica, stopping.signal);
    let backoffMs = BACKOFF_MS.first;
    try {
      while (!lease.signal.aborted) {
        try {
          const record = await state.get(id);
          if (!record || record.token !== token || !HAS_WORK.has(record.operation.state)) break;
          waiting.delete(id);
          if (record.operation.state === "freezing") await freezeOperation(deps, state, record, lease);
          else if (await isRestore(state, record.operation)) await runRestore(deps, state, id, lease);
          else await runOperation(deps, state, id, lease);
          wakers.get(source)?.();
          backoffMs = BACKOFF_MS.first;
        } catch (error) {
          if (!passes(error)) {
            await fail(deps, state, id, token, error);
            break;
          }
          waiting.set(id, error.code);
          await wait(backoffMs, lease.signal);
          backoffMs = Math.min(backoffMs * 2, BACKOFF_MS.most);
        }
      }
    } catch {
      // The store does not answer even for the record; the next scan that reaches it takes the operation up again.
    } finally {
      await lease.release();
    }
  }

  async function loop(source: string, state: OperationStore): Promise<void> {
    let sweptAtMs = Date.now();
    while (!stopping.signal.aborted) {
      const woken = new Promise<void>((resolve) => wakers.set(source, resolve));
      let isBusy = true;
      try {
        isBusy = await scan(source, state);
        if (Date.now() - sweptAtMs > SWEEP_EVERY_MS) {
          sweptAtMs = Date.now();
          await state.sweep(sweptAtMs);
        }
      } catch {
        // Health and log belong to the connection; the scan simply comes again.
      }
      const pauseMs = isBusy ? limits.operationScanMs : limits.operationIdleScanMs;
      await Promise.race([woken, wait(pauseMs, stopping.signal)]);
    }
  }

  return {
    start() {
      for (const [source, state] of deps.states) loops.push(loop(source, state));
    },
    wake: (source) => wakers.get(source)?.(),
    waitingFor: (id) => waiting.get(id) ?? null,
    async stop() {
      stopping.abort();
      await Promise.all(loops);
      await Promise.all(tasks.values());
    },
  };
}

/** Trouble of the store passes; everything else ends the operation. */
function passes(error: unknown): error is { code: ErrorCode } {
  return isAppError(error) && error.code.startsWith("source_") && error.code !== "source_unknown";
}

async function fail(
  deps: OperationsDeps,
  state: OperationStore,
  id: string,
  token: string,
  error: unknown,
): Promise<void> {
  const code = isAppError(error) ? error.code : "internal";
  if (!isAppError(error)) logger.error({ operation: id, error: safeMessage(error) }, "operation failed");
  await endOperation(deps, state, id, {
    from: ["freezing", "running", "cancelling"],
    token,
    to: "failed",
    set: { error: code },
  });
}
