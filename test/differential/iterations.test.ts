import type { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import type { Store } from "@/lib/stores/port";
import { startRedis, type TestRedis } from "@/lib/testing/redis-server";
import { type RubyWorker, runRuby, startWorker, until } from "../ruby/run";
import { openStore } from "./pair";

let server: TestRedis;
beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server.stop());

const MONTH_SEC = 30 * 86_400;
const runningRef = async (store: Store) =>
  (await store.processes.busy({ cursor: null, limit: 10, q: null })).running[0]?.ref ?? "";

describe.each(["7.3", "8.1"] as const)("an iterable job of Sidekiq %s", (version) => {
  const db = version === "7.3" ? 0 : 1;
  let redis: Redis;
  let store: Store;
  let url: string;
  let worker: RubyWorker;
  let jid: string;

  beforeAll(async () => {
    url = `redis://127.0.0.1:${server.port}/${db}`;
    redis = server.client(db);
    store = await openStore(url);
    jid = String(await runRuby(version, `answer(SlowIterableJob.perform_async(10_000))`, { redisUrl: url }));
    worker = await startWorker(version, { redisUrl: url });
  }, 60_000);
  afterAll(async () => {
    await worker.kill();
    await store.close();
  });

  const state = () => redis.hgetall(`it-${jid}`);
  const eventually = (what: () => Promise<boolean>, message: string) =>
    until(what, 30_000, () => `${message}\n${worker.log()}`);

  it("cannot be told from any other before its worker has noted where it is", async () => {
    await eventually(async () => (await runningRef(store)) !== "", "it does not run");
    expect(await store.iterations?.cancel(await runningRef(store))).toBe("not_iterable");
    expect(await state()).toEqual({});
  });

  it("is stopped where it is by its own worker, and ends as a success", async () => {
    await eventually(async () => (await redis.hexists(`it-${jid}`, "ex")) === 1, "no state was written");
    const ref = await runningRef(store);
    const before = await store.reader.entry(ref);
    expect(before?.iteration).toMatchObject({ executions: 1, cancelledAtMs: null });
    expect(Number(before?.iteration?.cursor)).toBeGreaterThan(10);
    expect(await store.iterations?.cancel(ref)).toBe("asked");
    const asked = await state();
    expect(Number(asked.cancelled)).toBeGreaterThan(Date.now() / 1_000 - 10);
    expect(await store.iterations?.cancel(ref)).toBe("already");
    expect((await state()).cancelled).toBe(asked.cancelled);
    expect(await redis.ttl(`it-${jid}`)).toBeGreaterThan(MONTH_SEC - 100);
    await eventually(async () => Object.keys(await state()).length === 0, "it was not cancelled");
    await eventually(async () => (await redis.get("stat:processed")) === "1", "it was not counted");
    const ran = await redis.llen("executed");
    expect(ran).toBeLessThan(2_000);
    expect([await redis.get("stat:failed"), await redis.zcard("retry"), await redis.zcard("dead")]).toEqual([
      "0",
      0,
      0,
    ]);
    expect(await store.iterations?.cancel(ref)).toBe("gone");
    expect(await redis.exists(`it-${jid}`)).toBe(0);
  }, 60_000);

  it("that was interrupted is stopped before it goes on", async () => {
    await redis.del("executed");
    jid = String(await runRuby(version, `answer(SlowIterableJob.perform_async(10_000))`, { redisUrl: url }));
    await eventually(async () => (await redis.llen("executed")) > 5, "it does not run");
    await worker.stop();
    const { jobs } = await store.reader.page(
      { queue: "default" },
      { cursor: null, limit: 10, direction: "forward", q: null },
    );
    expect(jobs.map((job) => job.jid)).toEqual([jid]);
    expect(await store.iterations?.cancel(jobs[0]?.ref ?? "")).toBe("asked");
    const ran = await redis.llen("executed");
    worker = await startWorker(version, { redisUrl: url });
    await eventually(async () => Object.keys(await state()).length === 0, "it was not cancelled");
    await eventually(async () => (await redis.llen("queue:default")) === 0, "it is still in its queue");
    expect(await redis.llen("executed")).toBe(ran);
    expect([await redis.zcard("retry"), await redis.zcard("dead")]).toEqual([0, 0]);
  }, 60_000);

  it("gets the fields that the gem's own cancel! writes", async () => {
    const key = `it-${jid}`;
    await redis.hset(key, { ex: "1", c: "100", rt: "0" });
    await redis.expire(key, MONTH_SEC);
    await runRuby(version, `job = SlowIterableJob.new; job.jid = ${JSON.stringify(jid)}; job.cancel!`, {
      redisUrl: url,
    });
    const theirs = await state();
    await redis.hdel(key, "cancelled");
    await redis.zadd("retry", Date.now() / 1_000 + 3_600, JSON.stringify({ class: "SlowIterableJob", jid, args: [1] }));
    const { jobs } = await store.reader.page(
      { set: "retry" },
      { cursor: null, limit: 1, direction: "forward", q: null },
    );
    expect(await store.iterations?.cancel(jobs[0]?.ref ?? "")).toBe("asked");
    const ours = await state();
    expect(Object.keys(ours).sort()).toEqual(Object.keys(theirs).sort());
    expect(ours.cancelled).toMatch(/^\d{10}$/);
    expect(theirs.cancelled).toMatch(/^\d{10}$/);
    expect(await redis.ttl(key)).toBeGreaterThan(MONTH_SEC - 100);
    expect(
      await runRuby(
        version,
        `job = SlowIterableJob.new; job.jid = ${JSON.stringify(jid)}; answer(job.send(:is_cancelled?))`,
        { redisUrl: url },
      ),
    ).toBe(ours.cancelled);
  });

  it("would fail at its start if it were cancelled without a state, as the gem's cancel! does", async () => {
    await redis.del("retry", `it-${jid}`);
    await runRuby(
      version,
      `job = SlowIterableJob.new; job.jid = "never-started"; job.cancel!
       Sidekiq::Client.push("class" => SlowIterableJob, "args" => [3], "jid" => "never-started")`,
      { redisUrl: url },
    );
    await eventually(async () => (await redis.zcard("retry")) === 1, "it did not fail");
    expect(String(await redis.zrange("retry", "0", "0"))).toContain("TypeError");
  }, 40_000);
});
