import { afterAll, beforeAll, expect, it } from "vitest";
import { limits } from "@/lib/config/limits";
import { origin } from "@/lib/stores/contract/harness";
import type { JobWriter, Store } from "@/lib/stores/port";
import { startRedis, type TestRedis } from "@/lib/testing/redis-server";
import { openSidekiqStore } from "./store";
import { config } from "./test-harness";

let server: TestRedis;
let store: Store;
let writer: JobWriter;
beforeAll(async () => {
  server = await startRedis();
  store = openSidekiqStore(config(server.url, null));
  if (!store.writer) throw new Error("no writer");
  writer = store.writer;
});
afterAll(async () => {
  await store.close();
  await server.stop();
});

const commit = {
  operationKey: "signalbox:default:operation:x",
  outcomesKey: "signalbox:default:operation:x:outcomes",
  token: "t",
};
const DEEP = limits.listRemovalDepth;
const COUNT = 2 * DEEP + 2_000;
/** Distance from the tail, and what becomes of it. */
const WANTED = [
  [5, "d"],
  [DEEP - 10, "d"],
  [DEEP + 1_000, "p"],
  [COUNT - DEEP + 10, "d"],
  [COUNT - 5, "d"],
] as const;

it("takes out of a long queue what the depth allows from either end, and leaves the rest in place", async () => {
  const redis = server.client();
  const marked = new Map<number, number>(WANTED.map(([place], i) => [place, i]));
  const job = (place: number) => `{"class":"${marked.has(place) ? "Marked" : "A"}","args":[],"jid":"j${place}"}`;
  await redis.sadd("queues", "long");
  for (let at = 0; at < COUNT; at += 1_000) {
    await redis.lpush("queue:long", ...Array.from({ length: Math.min(1_000, COUNT - at) }, (_, i) => job(at + i)));
  }
  const identities: Uint8Array[] = [];
  for await (const batch of writer.freeze({ queue: "long", q: "class:Marked" }, {}))
    identities.push(...batch.identities);
  expect(identities).toHaveLength(WANTED.length);
  await redis.hset(commit.operationKey, { state: "running", token: "t", cursor: "0" });
  let cursor = 0;
  let hint: string | null = null;
  while (cursor < identities.length) {
    const rest = identities.slice(cursor);
    const request = { verb: "kill" as const, list: { queue: "long" }, identities: rest, from: cursor, hint };
    const result = await writer.applyFrozen({ ...request, batch: origin(), commit });
    expect(result.cursor).toBeGreaterThan(cursor);
    ({ cursor, hint } = result);
  }
  expect(await redis.get(commit.outcomesKey)).toBe(WANTED.map(([, letter]) => letter).join(""));
  const left = (await redis.lrange("queue:long", 0, -1)).reverse();
  const taken = new Set<number>(WANTED.filter(([, letter]) => letter === "d").map(([place]) => place));
  expect(left).toEqual(
    Array.from({ length: COUNT }, (_, place) => place)
      .filter((place) => !taken.has(place))
      .map(job),
  );
  expect(await redis.zcard("dead")).toBe(taken.size);
}, 60_000);
