import { readFileSync } from "node:fs";
import type { Redis } from "ioredis";
import type { JobEntry } from "@/lib/domain/job.schema";
import type { ListRef, Store } from "@/lib/stores/port";
import { openSidekiqStore } from "@/lib/stores/sidekiq/store";
import { startRedis, type TestRedis } from "@/lib/testing/redis-server";
import { runRuby, type SidekiqVersion, startWorker, until } from "../ruby/run";
import { dump, type Keys } from "./dump";

const SEED = 0;
const THEIRS = 1;
const OURS = 2;

/** One store as the real gem wrote it, copied for each operation: `theirs` is operated by the gem, `ours` by us. */
export interface Pair {
  readonly version: SidekiqVersion;
  readonly seed: Redis;
  readonly theirs: Redis;
  readonly ours: Redis;
  readonly theirUrl: string;
  readonly ourUrl: string;
  readonly store: Store;
  /** Both copies as the seed is now. */
  fresh(): Promise<void>;
  /** Runs Ruby against `theirs`. */
  ruby(source: string, env?: Record<string, string>): Promise<unknown>;
  keys(which: "seed" | "theirs" | "ours"): Promise<Keys>;
  close(): Promise<void>;
}

export async function openPair(version: SidekiqVersion): Promise<Pair> {
  const server = await startRedis();
  const seed = server.client(SEED);
  const theirs = server.client(THEIRS);
  const ours = server.client(OURS);
  const url = (db: number) => `redis://127.0.0.1:${server.port}/${db}`;
  await fill(server, version, url(SEED));
  const store = await openStore(url(OURS));
  return {
    version,
    seed,
    theirs,
    ours,
    theirUrl: url(THEIRS),
    ourUrl: url(OURS),
    store,
    async fresh() {
      await Promise.all([theirs.flushdb(), ours.flushdb()]);
      for (const key of await seed.keysBuffer("*")) {
        await seed.call("COPY", key, key, "DB", THEIRS);
        await seed.call("COPY", key, key, "DB", OURS);
      }
    },
    ruby: (source, env = {}) => runRuby(version, source, { redisUrl: url(THEIRS), env }),
    keys: (which) => dump({ seed, theirs, ours }[which]),
    async close() {
      await store.close();
      await server.stop();
    },
  };
}

export async function openStore(url: string): Promise<Store> {
  return openSidekiqStore({
    id: "test",
    label: "test",
    kind: "sidekiq",
    url,
    namespace: null,
    environment: null,
    color: "slate",
    readOnly: false,
    tls: null,
  });
}

/** The entries of a list, at most 100, in the list's natural order. */
export async function entriesOf(store: Store, list: ListRef): Promise<JobEntry[]> {
  return (await store.reader.page(list, { cursor: null, limit: 100, direction: "forward", q: null })).jobs;
}

export async function refsOf(store: Store, list: ListRef, jids: readonly string[]): Promise<string[]> {
  const entries = await entriesOf(store, list);
  return jids.map((jid) => {
    const entry = entries.find((candidate) => candidate.jid === jid);
    if (!entry) throw new Error(`${jid} is not in ${JSON.stringify(list)}`);
    return entry.ref;
  });
}

let batches = 0;
/** Where a removal's trash goes. */
export const origin = () => {
  batches += 1;
  return { id: `batch${batches}`, actor: "somebody", operation: null };
};

async function fill(server: TestRedis, version: SidekiqVersion, redisUrl: string): Promise<void> {
  const redis = server.client(SEED);
  const source = readFileSync(new URL("./seed.rb", import.meta.url), "utf8");
  const stage = (name: string) => runRuby(version, `ARGV_STAGE = ${JSON.stringify(name)}\n${source}`, { redisUrl });
  await stage("before the worker");
  const worker = await startWorker(version, { redisUrl });
  await until(
    async () => (await redis.zcard("retry")) >= 6 && (await redis.zcard("dead")) >= 5,
    30_000,
    () => `the worker did not fail the seeded jobs:\n${worker.log()}`,
  );
  // The heartbeat is kept as it was while the process lived, and does not expire during a test.
  await redis.copy(worker.identity, "kept");
  await worker.stop();
  await redis.rename("kept", worker.identity);
  await redis.persist(worker.identity);
  await redis.sadd("processes", worker.identity);
  await redis.del("executed", "process_cleanup");
  await stage("after the worker");
}
