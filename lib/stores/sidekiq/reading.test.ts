import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { limits } from "@/lib/config/limits";
import { defaultSource } from "@/lib/config/sources";
import { startRedis, type TestRedis } from "@/lib/testing/redis-server";
import { openSidekiqStore } from "./store";

let server: TestRedis;
beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server.stop());
beforeEach(() => server.client().flushall());

const job = (sec: number) => JSON.stringify({ class: "A", args: [], jid: "a".repeat(24), enqueued_at: sec });

const storeOf = () => openSidekiqStore(defaultSource(server.url));

async function commandsOf(work: () => Promise<unknown>): Promise<number> {
  const redis = server.client();
  const count = async () => Number(/total_commands_processed:(\d+)/.exec(await redis.info("stats"))?.[1]);
  const before = await count();
  await work();
  return (await count()) - before - 1;
}

describe("reading the same store again and again", () => {
  it("costs four commands while nothing moves, whatever the number of queues and processes", async () => {
    const redis = server.client();
    const now = Date.now() / 1000;
    for (let index = 0; index < 50; index += 1) {
      await redis.sadd("queues", `q${index}`);
      await redis.lpush(`queue:q${index}`, job(now - 60));
      await redis.sadd("processes", `h:${index}:x`);
      await redis.hset(`h:${index}:x`, { info: '{"queues":["q1"]}', busy: "2", beat: String(now), quiet: "false" });
    }
    const store = storeOf();
    const first = await store.reading();
    await new Promise((resolve) => setTimeout(resolve, limits.frameEveryMs + 100));
    await store.reading();
    expect(await commandsOf(() => store.reading())).toBe(4);
    const again = await store.reading();
    expect(again.queues.map(({ name, size }) => [name, size])).toEqual(
      first.queues.map(({ name, size }) => [name, size]),
    );
    const waited = again.queues.find(({ name }) => name === "q7")?.latencySec ?? 0;
    expect(waited).toBeGreaterThan(60 + limits.frameEveryMs / 1000);
    await store.close();
  });

  it("shows what moves at each reading, what stood still within five seconds, and everything when asked", async () => {
    const redis = server.client();
    const now = Date.now() / 1000;
    await redis.sadd("queues", "moving", "still");
    await redis.lpush("queue:moving", job(now));
    await redis.lpush("queue:still", job(now));
    const store = storeOf();
    const sizes = async (complete = false) => {
      const { queues } = await store.reading({ complete });
      return Object.fromEntries(queues.map(({ name, size, paused }) => [name, paused ? "paused" : size]));
    };
    await sizes();
    const untilMs = performance.now() + limits.frameEveryMs;
    for (let size = 2; performance.now() < untilMs; size += 1) {
      await redis.lpush("queue:moving", job(now));
      expect(await sizes()).toEqual({ moving: size, still: 1 });
      await new Promise((resolve) => setTimeout(resolve, 500));
    }
    await sizes(true);
    await redis.lpush("queue:still", job(now));
    await redis.sadd("paused", "moving");
    await redis.zadd("dead", 1, "x");
    expect(await sizes()).toMatchObject({ still: 1 });
    expect((await store.reading()).sizes.dead).toBe(1);
    expect(await sizes(true)).toEqual({ moving: "paused", still: 2 });
    await store.close();
  });
});
