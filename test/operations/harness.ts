import type { Operation, OperationRequest } from "@/lib/domain/operation.schema";
import { createOperations } from "@/lib/operations";
import type { RedisLink } from "@/lib/redis/link";
import { openRedisLink } from "@/lib/redis/open";
import { ownKeys } from "@/lib/state/keys";
import type { OperationOwner, OperationStore } from "@/lib/state/operation-store";
import { redisOperationStore } from "@/lib/state/redis/operation-store";
import type { Store } from "@/lib/stores/port";
import { SOURCE } from "@/test/chaos/model";
import { openChaosStore } from "@/test/chaos/store";

export const ada: OperationOwner = { name: "ada", role: "operator", method: "session", scopes: null };
export const keys = ownKeys(null, SOURCE);
const REASON = "the outage is over";

/** One replica with the real runner, and short words for what a person does. */
export function openReplica(url: string, name = "a") {
  const link: RedisLink = openRedisLink({ url });
  const state: OperationStore = redisOperationStore(link, keys);
  const store: Store = openChaosStore(url, link);
  const { service, runner } = createOperations({
    states: new Map([[SOURCE, state]]),
    openStore: () => store,
    replica: name,
  });
  const get = async (id: string): Promise<Operation> => {
    const operation = await service.get(SOURCE, ada, id);
    if (!operation) throw new Error(`no operation ${id}`);
    return operation;
  };
  const reach = async (id: string, states: readonly Operation["state"][]): Promise<Operation> => {
    await until(async () => states.includes((await get(id)).state));
    return get(id);
  };
  const freeze = async (request: Omit<OperationRequest, "reason">): Promise<Operation> =>
    reach((await service.create(SOURCE, ada, { ...request, reason: REASON })).id, ["frozen", "failed"]);
  const start = async (request: Omit<OperationRequest, "reason">): Promise<Operation> => {
    const { id, total } = await freeze(request);
    return service.start(SOURCE, ada, id, { expected: total });
  };
  return {
    service,
    runner,
    state,
    store,
    get,
    reach,
    freeze,
    start,
    /** From the request to the end. */
    run: async (request: Omit<OperationRequest, "reason">) => reach((await start(request)).id, ENDED),
    async undo(id: string): Promise<Operation> {
      const { id: undo } = await service.undo(SOURCE, ada, id);
      const frozen = await reach(undo, ["frozen", "failed"]);
      await service.start(SOURCE, ada, undo, { expected: frozen.total });
      return reach(undo, ENDED);
    },
    async close() {
      await runner.stop();
      await link.close();
    },
  };
}

export const ENDED: readonly Operation["state"][] = ["done", "failed", "cancelled"];

export async function until(check: () => Promise<boolean>, ms = 20_000): Promise<void> {
  for (const end = Date.now() + ms; Date.now() < end; ) {
    if (await check()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error("did not happen in time");
}
