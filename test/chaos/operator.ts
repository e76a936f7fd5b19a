import { createOperations } from "@/lib/operations";
import { openRedisLink } from "@/lib/redis/open";
import { ownKeys } from "@/lib/state/keys";
import { redisOperationStore } from "@/lib/state/redis/operation-store";
import { SOURCE } from "./model";
import { openChaosStore } from "./store";
import { perform, type Task } from "./tasks";

/** One replica as a process of its own: the real runner and the real store, idle until told what to do. */
async function main(): Promise<void> {
  const url = process.env.CHAOS_REDIS_URL ?? "";
  const link = openRedisLink({ url });
  const store = openChaosStore(url, link);
  const { runner } = createOperations({
    states: new Map([[SOURCE, redisOperationStore(link, ownKeys(null, SOURCE))]]),
    openStore: () => store,
    replica: `replica:${process.pid}`,
  });
  // A Redis that is being killed meanwhile is no reason to stay away.
  await Promise.allSettled([link.read((r) => r.ping()), link.write((r) => r.ping()), link.bulk((r) => r.ping())]);
  process.on("message", async (task: Task) => {
    if (task.do === "run") runner.start();
    else process.send?.(await perform(store, task));
  });
  process.on("SIGTERM", async () => {
    await runner.stop();
    await link.close();
    process.exit(0);
  });
  process.on("disconnect", () => process.exit(0));
  process.send?.("ready");
}

void main();
