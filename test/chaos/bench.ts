import type { Redis } from "ioredis";
import { createOperations } from "@/lib/operations";
import type { RedisLink, Script } from "@/lib/redis/link";
import { openRedisLink } from "@/lib/redis/open";
import { ownKeys } from "@/lib/state/keys";
import type { OperationStore } from "@/lib/state/operation-store";
import { redisOperationStore } from "@/lib/state/redis/operation-store";
import { startRedis, type TestRedis } from "@/lib/testing/redis-server";
import { type Census, SOURCE, takeCensus } from "./model";
import { openReplicas, type Replicas } from "./replicas";
import { type SeedOptions, seedFromTemplate, writeTemplate } from "./seed";
import { openChaosStore } from "./store";

/** A Redis of its own with a template of jobs, replicas to kill, and a count of what is there. */
export interface Bench {
  readonly server: TestRedis;
  readonly redis: Redis;
  readonly link: RedisLink;
  readonly state: OperationStore;
  readonly replicas: Replicas;
  /** Fills the template and counts it. */
  load(options: SeedOptions): Promise<Census>;
  close(): Promise<void>;
}

export async function openBench(redisArgs: readonly string[] = []): Promise<Bench> {
  const server = await startRedis(redisArgs);
  const redis = server.client();
  const link = openRedisLink({ url: server.url });
  const replicas = await openReplicas(server.url);
  return {
    server,
    redis,
    link,
    replicas,
    state: redisOperationStore(link, ownKeys(null, SOURCE)),
    async load(options) {
      await redis.flushall();
      await writeTemplate(redis, options);
      await seedFromTemplate(redis, options.key);
      return takeCensus(redis);
    },
    async close() {
      await replicas.close();
      await link.close();
      await server.stop();
    },
  };
}

/** A replica inside this process, for what needs no kill of a process. */
export function openLocalReplica(url: string, name: string, moveScript?: Script) {
  const link = openRedisLink({ url });
  const store = openChaosStore(url, link, moveScript);
  const state = redisOperationStore(link, ownKeys(null, SOURCE));
  const { runner } = createOperations({ states: new Map([[SOURCE, state]]), openStore: () => store, replica: name });
  return {
    runner,
    state,
    store,
    async close() {
      await runner.stop();
      await link.close();
    },
  };
}
