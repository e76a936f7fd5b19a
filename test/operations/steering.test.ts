import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { OperationPace } from "@/lib/domain/operation.schema";
import { startRedis, type TestRedis } from "@/lib/testing/redis-server";
import { payloadOf } from "@/test/chaos/jobs";
import { ada, keys, openReplica, until } from "./harness";

let server: TestRedis;
let redis: ReturnType<TestRedis["client"]>;
let a: ReturnType<typeof openReplica>;
beforeAll(async () => {
  server = await startRedis();
  redis = server.client();
});
afterAll(() => server.stop());
beforeEach(async () => {
  await redis.flushall();
  a = openReplica(server.url);
  a.runner.start();
});
afterEach(() => a.close());

async function seed(count: number): Promise<void> {
  for (let i = 0; i < count; i++) await redis.zadd("retry", 1_795_400_000 + i, payloadOf(i * 5, true));
}
const retry = (pace: OperationPace) => ({ verb: "retry" as const, target: { set: "retry" as const }, pace });
const canary: OperationPace = { kind: "canary", first: 5, belowPercent: 40, waitSec: 60, perSec: null };

describe("pace", () => {
  it("enqueues no faster than asked, through a pause and another replica", async () => {
    await seed(200);
    const startedMs = Date.now();
    const { id } = await a.start(retry({ kind: "per_sec", perSec: 40 }));
    await until(async () => (await a.get(id)).processed >= 20);
    await a.service.pause("chaos", ada, id);
    const paused = await a.reach(id, ["paused"]);
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect((await a.get(id)).processed).toBeLessThanOrEqual(paused.processed + 1);
    expect((await a.get(id)).runner).toBeNull();
    await a.service.resume("chaos", ada, id, {});
    await a.runner.stop();
    const b = openReplica(server.url, "b");
    b.runner.start();
    try {
      const resumedAt = (await b.get(id)).processed;
      const resumedMs = Date.now();
      await until(async () => (await b.get(id)).processed >= resumedAt + 40);
      const { processed } = await b.get(id);
      expect(processed).toBeLessThanOrEqual(resumedAt + ((Date.now() - resumedMs) / 1_000) * 40 + 5);
      expect(processed).toBeLessThanOrEqual(((Date.now() - startedMs) / 1_000) * 40 + 5);
      expect(await redis.llen("queue:default")).toBe(processed);
      await b.service.cancel("chaos", ada, id);
      expect(await b.reach(id, ["cancelled"])).toMatchObject({ state: "cancelled" });
    } finally {
      await b.close();
    }
  });

  it("spreads evenly", async () => {
    await seed(60);
    const startedMs = Date.now();
    const { id } = await a.start(retry({ kind: "spread", minutes: 1 }));
    await new Promise((resolve) => setTimeout(resolve, 2_500));
    const { processed } = await a.get(id);
    expect(processed).toBeLessThanOrEqual((Date.now() - startedMs) / 1_000 + 1);
    await until(async () => (await a.get(id)).processed >= 2);
    await a.service.pause("chaos", ada, id);
    await a.reach(id, ["paused"]);
    expect(await a.service.cancel("chaos", ada, id)).toMatchObject({ state: "cancelled" });
  });

  it("is refused for verbs that enqueue nothing", async () => {
    await seed(3);
    const { id } = await a.freeze({ verb: "kill", target: { set: "retry" } });
    const pace = { kind: "per_sec", perSec: 1 } as const;
    await expect(a.service.start("chaos", ada, id, { expected: 3, pace })).rejects.toMatchObject({
      code: "invalid_request",
    });
  });
});

describe("canary", () => {
  /** A worker takes the jobs and fails the first so many. */
  async function work(count: number, failing: number, set: "retry" | "dead" = "retry"): Promise<void> {
    for (let i = 0; i < count; i++) {
      const taken = await redis.rpop("queue:default");
      if (taken && i < failing) await redis.zadd(set, Date.now() / 1_000 + (set === "retry" ? 60 : 0), taken);
    }
  }

  it("moves the first few alone and stops with the error when they fail again", async () => {
    await seed(60);
    const { id } = await a.start(retry(canary));
    await until(async () => (await a.get(id)).canary?.waiting === 5);
    expect(await a.get(id)).toMatchObject({ processed: 5, canary: { verdict: "watching" } });
    await work(5, 2);
    const end = await a.reach(id, ["failed"]);
    expect(end).toMatchObject({
      processed: 5,
      error: "canary_failed",
      canary: { verdict: "failed", failedAgain: 2, error: { class: "NoMethodError", count: 2 } },
    });
    expect(await redis.zcard("retry")).toBe(57);
  });

  it("counts the dead too, and goes on below the threshold once all have settled", { timeout: 40_000 }, async () => {
    await seed(30);
    const { id } = await a.start(retry(canary));
    await until(async () => (await a.get(id)).canary?.waiting === 5);
    await work(5, 1, "dead");
    await until(async () => (await a.get(id)).canary?.dead === 1);
    expect(await a.get(id)).toMatchObject({ processed: 5, state: "running", canary: { running: 4 } });
    const end = await a.reach(id, ["done"]);
    expect(end).toMatchObject({ processed: 30, canary: { verdict: "passed", dead: 1, left: 4 } });
  });

  it("is watched on by another replica, pauses undecided, and goes on by hand", async () => {
    await seed(20);
    const { id } = await a.start(retry({ ...canary, waitSec: 10 }));
    await until(async () => (await a.get(id)).canary !== null);
    await a.runner.stop();
    await redis.hset(keys.operation(id), "leaseUntilMs", 0);
    const b = openReplica(server.url, "b");
    b.runner.start();
    try {
      const paused = await b.reach(id, ["paused"]);
      expect(paused).toMatchObject({
        processed: 5,
        error: "canary_undecided",
        canary: { verdict: "undecided", waiting: 5 },
      });
      await b.service.resume("chaos", ada, id, { skipCanary: true });
      expect(await b.reach(id, ["done"])).toMatchObject({ processed: 20, done: 20, error: null });
    } finally {
      await b.close();
    }
  });
});

describe("who may start what", () => {
  it("asks for a reason from 1,000 jobs on, and refuses the twin of what runs", async () => {
    for (let i = 0; i < 1_000; i += 100) {
      await redis.zadd("retry", ...Array.from({ length: 100 }, (_, j) => [i + j, payloadOf(i + j, true)]).flat());
    }
    const made = await a.service.create("chaos", ada, { verb: "retry", target: { set: "retry" } });
    await a.reach(made.id, ["frozen"]);
    await expect(a.service.start("chaos", ada, made.id, { expected: 1_000 })).rejects.toMatchObject({
      params: { reason: "reason_required" },
    });
    const pace = { kind: "per_sec", perSec: 1 } as const;
    await a.service.start("chaos", ada, made.id, { expected: 1_000, reason: "deploy 5 fixed it", pace });
    const twin = await a.freeze({ verb: "retry", target: { set: "retry" } });
    expect(twin.warnings).toContainEqual(expect.objectContaining({ code: "also_running", count: 1 }));
    await expect(a.service.start("chaos", ada, twin.id, { expected: twin.total })).rejects.toMatchObject({
      code: "conflict",
      params: { reason: "already_running", operation: made.id },
    });
    expect(await a.get(made.id)).toMatchObject({ reason: "deploy 5 fixed it", pace });
  });

  it("tells who comes second with another pace, and repeats itself to who asks the same again", async () => {
    await seed(20);
    const { id } = await a.freeze({ verb: "retry", target: { set: "retry" } });
    const pace = { kind: "per_sec", perSec: 1 } as const;
    const both = await Promise.allSettled([
      a.service.start("chaos", ada, id, { expected: 20, pace }),
      a.service.start("chaos", ada, id, { expected: 20, pace: { kind: "per_sec", perSec: 500 } }),
    ]);
    expect(both.map(({ status }) => status).sort()).toEqual(["fulfilled", "rejected"]);
    const { pace: chosen } = await a.get(id);
    const other = { kind: "spread", minutes: 3 } as const;
    await expect(a.service.start("chaos", ada, id, { expected: 20, pace: other })).rejects.toMatchObject({
      code: "conflict",
      params: { reason: "other_pace", operation: id },
    });
    expect((await a.service.start("chaos", ada, id, { expected: 20, pace: chosen })).id).toBe(id);
    expect((await a.get(id)).pace).toEqual(chosen);
  });

  it("takes two selections of one size for what they are: two", async () => {
    await seed(20);
    const page = await a.store.reader.page(
      { set: "retry" },
      { cursor: null, limit: 20, direction: "forward", q: null },
    );
    const refs = page.jobs.map(({ ref }) => ref);
    const slow = { kind: "per_sec", perSec: 0.1 } as const;
    const first = await a.freeze({ verb: "retry", target: { refs: refs.slice(0, 5) } });
    await a.service.start("chaos", ada, first.id, { expected: 5, pace: slow });
    const same = await a.freeze({ verb: "retry", target: { refs: refs.slice(0, 5) } });
    await expect(a.service.start("chaos", ada, same.id, { expected: same.total })).rejects.toMatchObject({
      params: { reason: "already_running", operation: first.id },
    });
    const other = await a.freeze({ verb: "retry", target: { refs: refs.slice(5, 10) } });
    await a.service.start("chaos", ada, other.id, { expected: 5 });
    expect(await a.reach(other.id, ["done"])).toMatchObject({ done: 5 });
  });

  it("says in the dry run what to know: paused and unheard queues, ages, examples, earlier retries", async () => {
    await seed(40);
    await redis.sadd("paused", "default");
    const first = await a.run({ verb: "retry", target: { set: "retry" } });
    const again = await redis.lrange("queue:default", 0, 9);
    await redis.del("queue:default");
    for (const [i, bytes] of again.entries()) await redis.zadd("retry", 1_795_400_000 + i, bytes);
    const { warnings, sample, breakdown, total } = await a.freeze({ verb: "retry", target: { set: "retry" } });
    expect(total).toBe(10);
    expect(sample).toHaveLength(10);
    expect(sample[0]).toMatchObject({ class: expect.any(String), origin: "retry" });
    expect(breakdown.ages.reduce((sum, { count }) => sum + count, 0)).toBe(10);
    expect(warnings).toContainEqual({ code: "already_retried", count: 10, of: 10, names: ["ada"] });
    expect(warnings).toContainEqual({ code: "queue_unheard", count: 10, of: null, names: ["default"] });
    expect(warnings).toContainEqual({ code: "queue_paused", count: 10, of: null, names: ["default"] });
    expect(first.done).toBe(40);
  });

  it("acts on a selection larger than a page, and on nothing but it", async () => {
    await seed(300);
    const refs: string[] = [];
    for (let cursor: string | null = null; refs.length < 250; ) {
      const page = await a.store.reader.page({ set: "retry" }, { cursor, limit: 100, direction: "forward", q: null });
      refs.push(...page.jobs.map(({ ref }) => ref));
      cursor = page.nextCursor;
    }
    const chosen = refs.slice(0, 250);
    const done = await a.run({ verb: "kill", target: { refs: chosen } });
    expect(done).toMatchObject({ done: 250, target: { selection: 250 } });
    expect(await redis.zcard("retry")).toBe(50);
  });

  it("keeps to a queue's filter while workers take from it", async () => {
    for (let i = 0; i < 900; i++) await redis.lpush("queue:low", payloadOf(i, true));
    const frozen = await a.freeze({ verb: "delete", target: { queue: "low", q: "MailJob" } });
    expect(frozen.total).toBe(300);
    await redis.rpop("queue:low", 90);
    const started = await a.service.start("chaos", ada, frozen.id, { expected: 300 });
    const done = await a.reach(started.id, ["done"]);
    expect(done).toMatchObject({ done: 270, gone: 30, unknown: 0, refused: 0 });
    const left = await redis.lrange("queue:low", 0, -1);
    expect(left).toHaveLength(540);
    expect(left.some((bytes) => bytes.includes("MailJob"))).toBe(false);
  });
});
