import { createHash } from "node:crypto";
import { limits } from "@/lib/config/limits";
import type { JobVerb, OperationTarget } from "@/lib/domain/action.schema";
import { listName } from "@/lib/domain/operation-target";
import { begin } from "@/lib/operations/begin";
import type { OperationsDeps } from "@/lib/operations/context";
import { newOperation, newUndo } from "@/lib/operations/create";
import { freezeOperation } from "@/lib/operations/freeze";
import type { Lease } from "@/lib/operations/lease";
import { isRestore, runRestore } from "@/lib/operations/restore";
import { runOperation } from "@/lib/operations/run";
import type { RedisLink } from "@/lib/redis/link";
import { newId } from "@/lib/state/id";
import type { OperationRecord } from "@/lib/state/operation-store";
import { redisOperationStore } from "@/lib/state/redis/operation-store";
import type { Store } from "@/lib/stores/port";
import { MOVED_TO, RESCHEDULED_TO_MS } from "@/test/chaos/jobs";
import { SOURCE } from "@/test/chaos/model";
import { openChaosStore } from "@/test/chaos/store";
import { keys } from "./harness";

const OWNER = { name: "model", role: "admin", method: "session", scopes: null } as const;

/** The real parts of an operation, step by step instead of by the runner's clock. */
export function openDriver(url: string, link: RedisLink) {
  const state = redisOperationStore(link, keys);
  const whole = openChaosStore(url, link);
  // Warnings are not what is tried here, and cost ten commands.
  const none = () => Promise.reject(new Error("not asked"));
  const store: Store = { ...whole, reading: none, queues: { ...whole.queues, list: none } };
  const deps: OperationsDeps = { states: new Map([[SOURCE, state]]), openStore: () => store, replica: "model" };

  async function record(id: string): Promise<OperationRecord> {
    const found = await state.get(id);
    if (!found) throw new Error(`no operation ${id}`);
    return found;
  }
  async function take(id: string): Promise<Lease> {
    const token = newId();
    await state.take(id, token, "model");
    return { token, signal: new AbortController().signal, state: () => "running", rate: null, release: async () => {} };
  }

  return {
    /** Freezes and starts, moves nothing yet. @returns the frozen identities as `place hash`, in order */
    async start(verb: JobVerb, target: OperationTarget): Promise<{ id: string; frozen: string[] }> {
      const params = { atMs: RESCHEDULED_TO_MS, queue: MOVED_TO, reason: "model" };
      const operation = newOperation(SOURCE, OWNER.name, { verb, target, ...params });
      await state.create(operation, OWNER, null);
      const lease = await take(operation.id);
      await freezeOperation(deps, state, await record(operation.id), lease);
      const frozen = await record(operation.id);
      const { total } = frozen.operation;
      await begin(state, frozen.operation, total, { state: "frozen" });
      const chunks = await state.chunks(frozen, 0, Math.ceil(total / limits.entriesPerScript));
      const names = chunks.flatMap((chunk) =>
        (chunk ?? []).map(({ place, identity }) => {
          const list = frozen.places[place];
          return `${list ? listName(list) : ""} ${Buffer.from(identity).toString("hex", 0, 16)}`;
        }),
      );
      return { id: operation.id, frozen: names };
    },

    /** The next entries, as the runner hands them over. @returns how many were handled */
    async step(id: string, count: number): Promise<number> {
      const now = await record(id);
      const { processed, total, verb } = now.operation;
      const [chunk] = await state.chunks(now, Math.floor(processed / limits.entriesPerScript), 1);
      const entries = (chunk ?? []).slice(processed % limits.entriesPerScript, total).slice(0, count);
      const place = entries[0]?.place ?? 0;
      const other = entries.findIndex((entry) => entry.place !== place);
      const list = now.places[place];
      if (!list || entries.length === 0 || verb === "undo" || !whole.writer) return 0;
      const result = await whole.writer.applyFrozen({
        verb,
        list,
        identities: entries.slice(0, other < 0 ? undefined : other).map(({ identity }) => identity),
        from: processed,
        hint: null,
        atMs: RESCHEDULED_TO_MS,
        queue: MOVED_TO,
        batch: { id, actor: "model", operation: id },
        commit: state.commit(id, now.token),
      });
      if (result.status !== "applied") throw new Error("fenced");
      return result.cursor - processed;
    },

    /** Notes the trash batch of a removal, as its end does. @returns how many came back */
    async undo(id: string): Promise<number> {
      const { operation } = await record(id);
      const undo = newUndo(operation, OWNER.name, "model");
      await state.create(undo, OWNER, null);
      const lease = await take(undo.id);
      await freezeOperation(deps, state, await record(undo.id), lease);
      const frozen = await record(undo.id);
      await begin(state, frozen.operation, frozen.operation.total, { state: "frozen" });
      if (await isRestore(state, undo)) await runRestore(deps, state, undo.id, lease);
      else await runOperation(deps, state, undo.id, lease);
      return (await record(undo.id)).operation.done;
    },

    record,
  };
}

export function hashHex(text: string): string {
  return createHash("sha256").update(Buffer.from(text, "latin1")).digest("hex").slice(0, 32);
}
