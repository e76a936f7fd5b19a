import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { limits } from "@/lib/config/limits";
import type { Operation, OperationRequest } from "@/lib/domain/operation.schema";
import { lacksTrashRoom } from "@/lib/domain/operation-rules";
import { AppError } from "@/lib/errors/app-error";
import { createOperations } from "@/lib/operations";
import { openRedisLink } from "@/lib/redis/open";
import { ownKeys } from "@/lib/state/keys";
import type { OperationOwner } from "@/lib/state/operation-store";
import { redisOperationStore } from "@/lib/state/redis/operation-store";
import { startRedis, type TestRedis } from "@/lib/testing/redis-server";
import { SOURCE } from "@/test/chaos/model";
import { openChaosStore } from "@/test/chaos/store";

const ada: OperationOwner = { name: "ada", role: "operator", method: "session", scopes: null };
const keys = ownKeys(null, SOURCE);
let server: TestRedis;
let redis: ReturnType<TestRedis["client"]>;
const closers: (() => Promise<void>)[] = [];

beforeAll(async () => {
  server = await startRedis();
  redis = server.client();
});
afterAll(() => server.stop());
beforeEach(async () => {
  await redis.flushall();
});
afterEach(async () => {
  for (const close of closers.splice(0).reverse()) await close();
});

function replica(options: { name?: string; forbidden?: () => boolean; onEnd?: (op: Operation) => void } = {}) {
  const link = openRedisLink({ url: server.url });
  const state = redisOperationStore(link, keys);
  const store = openChaosStore(server.url, link);
  const operations = createOperations({
    states: new Map([[SOURCE, state]]),
    openStore(source, owner) {
      if (source !== SOURCE) throw new AppError("source_unknown", { source });
      if (options.forbidden?.()) throw new AppError("forbidden", { who: owner.name });
      return store;
    },
    replica: options.name ?? "a",
    ...(options.onEnd ? { onEnd: options.onEnd } : {}),
  });
  closers.push(async () => {
    await operations.runner.stop();
    await link.close();
  });
  return { ...operations, state, link };
}

async function seed(count: number, set = "retry") {
  const pipeline = redis.pipeline();
  for (let i = 0; i < count; i++) pipeline.zadd(set, i, payload(i));
  await pipeline.exec();
}
const payload = (i: number) =>
  `{"class":"${i % 3 === 0 ? "MailJob" : "BillJob"}","args":[${i},1.0],"jid":"${String(i).padStart(24, "a")}","queue":"default","retry_count":3,"error_class":"Boom"}`;

async function until(check: () => Promise<boolean>, ms = 20_000): Promise<void> {
  for (const end = Date.now() + ms; Date.now() < end; ) {
    if (await check()) return;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
  throw new Error("did not happen in time");
}

const retryAll: OperationRequest = { verb: "retry", target: { set: "retry" }, reason: "the outage is over" };

describe("operations", () => {
  it("freezes, waits for the confirmed number, runs, and keeps every outcome", async () => {
    await seed(230);
    const ended: Operation[] = [];
    const a = replica({ onEnd: (op) => ended.push(op) });
    a.runner.start();
    const made = await a.service.create(SOURCE, ada, retryAll);
    await until(async () => (await a.service.get(SOURCE, ada, made.id))?.state === "frozen");
    const frozen = await a.service.get(SOURCE, ada, made.id);
    expect(frozen).toMatchObject({ total: 230, scanned: 230, setSize: 230, processed: 0, error: null });
    expect(await redis.llen("queue:default")).toBe(0);
    await redis.zrem("retry", payload(7));

    await expect(a.service.start(SOURCE, ada, made.id, { expected: 229 })).rejects.toMatchObject({ code: "drifted" });
    await a.service.start(SOURCE, ada, made.id, { expected: 230 });
    await until(async () => (await a.service.get(SOURCE, ada, made.id))?.state === "done");
    expect(await a.service.get(SOURCE, ada, made.id)).toMatchObject({
      processed: 230,
      done: 229,
      gone: 1,
      runner: null,
    });
    expect(await redis.llen("queue:default")).toBe(229);

    const outcomes = await a.service.outcomes(SOURCE, ada, made.id, 0);
    expect(outcomes?.nextIndex).toBeNull();
    expect(outcomes?.outcomes.filter((o) => o.status === "gone")).toEqual([
      {
        index: 7,
        status: "gone",
        reason: null,
        jid: "7".padStart(24, "a"),
        class: "BillJob",
        queue: "default",
        origin: "retry",
      },
    ]);
    expect(ended.map((op) => op.id)).toEqual([made.id]);
    for (const key of await redis.keys("signalbox:*")) expect(await redis.pttl(key), key).toBeGreaterThan(0);
  });

  it("starts by itself when the count is the expected one, and shows the drift when it is not", async () => {
    await seed(60);
    const a = replica();
    a.runner.start();
    const right = await a.service.create(SOURCE, ada, {
      ...retryAll,
      target: { set: "retry", q: "MailJob" },
      expected: 20,
    });
    await until(async () => (await a.service.get(SOURCE, ada, right.id))?.state === "done");
    const wrong = await a.service.create(SOURCE, ada, { ...retryAll, expected: 60 });
    await until(async () => (await a.service.get(SOURCE, ada, wrong.id))?.state === "frozen");
    expect(await a.service.get(SOURCE, ada, wrong.id)).toMatchObject({ error: "drifted", total: 40 });
    expect(await redis.zcard("retry")).toBe(40);
  });

  it("makes one operation of the same key sent twice, and refuses the key for another request", async () => {
    const a = replica();
    const request = { ...retryAll, idempotencyKey: "abcdefgh" };
    const [one, two] = await Promise.all([
      a.service.create(SOURCE, ada, request),
      a.service.create(SOURCE, ada, request),
    ]);
    expect(two.id).toBe(one.id);
    expect((await a.service.list(SOURCE, ada, { cursor: null, limit: 10 })).operations).toHaveLength(1);
    await expect(a.service.create(SOURCE, ada, { ...request, verb: "kill" })).rejects.toMatchObject({
      code: "conflict",
    });
    const bob = { ...ada, name: "bob" };
    expect((await a.service.create(SOURCE, bob, request)).id).not.toBe(one.id);
  });

  it("goes on exactly at the cursor within five seconds when the replica is gone", async () => {
    await seed(500);
    const a = replica();
    const made = await a.service.create(SOURCE, ada, { ...retryAll, expected: 500 });
    const token = "dead-replica";
    await a.state.take(made.id, token, "dead");
    const freezing = await a.state.get(made.id);
    expect(freezing?.token).toBe(token);
    await a.state.appendFrozen(made.id, token, {
      from: 0,
      entries: Array.from({ length: 50 }, () => ({ place: 0, identity: Buffer.alloc(24, 1) })),
      details: [Buffer.from("x")],
      scanned: 50,
      setSize: 500,
    });
    const since = Date.now();
    const b = replica({ name: "b" });
    b.runner.start();
    await until(async () => (await b.service.get(SOURCE, ada, made.id))?.runner !== "dead");
    expect(Date.now() - since).toBeLessThan(6_000);
    await until(async () => (await b.service.get(SOURCE, ada, made.id))?.state === "done");
    expect(await b.service.get(SOURCE, ada, made.id)).toMatchObject({ done: 500, gone: 0, total: 500 });
    expect(await redis.llen("queue:default")).toBe(500);
    expect(await a.state.renew(made.id, token, "dead", null)).toBeNull();
    expect(
      await a.state.appendFrozen(made.id, token, { from: 500, entries: [], details: [], scanned: 1, setSize: 1 }),
    ).toBe(false);
  });

  it("lets the lease go when stopped, so that another replica takes over at once", async () => {
    await seed(20_000);
    const a = replica();
    a.runner.start();
    const made = await a.service.create(SOURCE, ada, { ...retryAll, expected: 20_000 });
    await until(async () => ((await a.service.get(SOURCE, ada, made.id))?.processed ?? 0) > 0);
    await a.runner.stop();
    const left = await a.state.get(made.id);
    expect(left).toMatchObject({ token: "", operation: { state: "running", runner: null } });
    expect(left?.operation.processed).toBeLessThan(20_000);
    const since = Date.now();
    const b = replica({ name: "b" });
    b.runner.start();
    await until(async () => (await b.service.get(SOURCE, ada, made.id))?.runner === "b");
    expect(Date.now() - since).toBeLessThan(limits.operationLeaseMs);
    await until(async () => (await b.service.get(SOURCE, ada, made.id))?.state === "done");
    expect(await b.service.get(SOURCE, ada, made.id)).toMatchObject({ done: 20_000, gone: 0 });
  });

  it("stops where it is when cancelled", async () => {
    await seed(20_000);
    const a = replica();
    a.runner.start();
    const made = await a.service.create(SOURCE, ada, { ...retryAll, expected: 20_000 });
    await until(async () => ((await a.service.get(SOURCE, ada, made.id))?.processed ?? 0) > 0);
    await a.service.cancel(SOURCE, ada, made.id);
    await until(async () => (await a.service.get(SOURCE, ada, made.id))?.state === "cancelled");
    const end = await a.service.get(SOURCE, ada, made.id);
    expect(end?.processed).toBeLessThan(20_000);
    expect(await redis.llen("queue:default")).toBe(end?.done);
    const waiting = await a.service.create(SOURCE, ada, retryAll);
    await until(async () => (await a.service.get(SOURCE, ada, waiting.id))?.state === "frozen");
    expect((await a.service.cancel(SOURCE, ada, waiting.id)).state).toBe("cancelled");
    await expect(
      a.service.start(SOURCE, ada, waiting.id, { expected: 20_000 - (end?.done ?? 0) }),
    ).rejects.toMatchObject({
      code: "conflict",
    });
  });

  it("checks the owner's rights before every chunk", async () => {
    await seed(20_000);
    let revoked = false;
    const a = replica({ forbidden: () => revoked });
    const made = await a.service.create(SOURCE, ada, { ...retryAll, expected: 20_000 });
    a.runner.start();
    await until(async () => ((await a.state.get(made.id))?.operation.processed ?? 0) > 0);
    revoked = true;
    await until(async () => (await a.state.get(made.id))?.operation.state === "failed");
    const end = (await a.state.get(made.id))?.operation;
    expect(end?.error).toBe("forbidden");
    expect(end?.processed).toBeLessThan(20_000);
    await expect(a.service.create(SOURCE, { ...ada, role: "viewer" }, retryAll)).rejects.toMatchObject({
      code: "forbidden",
    });
    await expect(
      a.service.create(SOURCE, ada, { verb: "delete", target: { set: "retry" }, withoutUndo: true }),
    ).rejects.toMatchObject({ code: "forbidden" });
  });

  it("waits out a server that is gone and finishes when it is back", async () => {
    const own = await startRedis(["--appendonly", "yes", "--appendfsync", "always"]);
    const link = openRedisLink({ url: own.url });
    const client = own.client();
    const pipeline = client.pipeline();
    for (let i = 0; i < 20_000; i++) pipeline.zadd("retry", i, payload(i));
    await pipeline.exec();
    const state = redisOperationStore(link, keys);
    const store = openChaosStore(server.url, link);
    const { service, runner } = createOperations({
      states: new Map([[SOURCE, state]]),
      openStore: () => store,
      replica: "a",
    });
    runner.start();
    try {
      const made = await service.create(SOURCE, ada, { ...retryAll, expected: 20_000 });
      await until(async () => ((await service.get(SOURCE, ada, made.id))?.processed ?? 0) > 0);
      await own.kill();
      await until(async () => runner.waitingFor(made.id) !== null);
      await own.start();
      await until(async () => (await service.get(SOURCE, ada, made.id).catch(() => null))?.state === "done");
      expect(await service.get(SOURCE, ada, made.id)).toMatchObject({ done: 20_000, gone: 0 });
      expect(await client.llen("queue:default")).toBe(20_000);
    } finally {
      await runner.stop();
      await link.close();
      await own.stop();
    }
  });

  it("tells the watchers of every change, also of those another replica made", async () => {
    await seed(100);
    const a = replica({ name: "a" });
    const b = replica({ name: "b" });
    const seen: string[] = [];
    const stop = b.service.watch(SOURCE, (op) => seen.push(op.state));
    a.runner.start();
    b.runner.start();
    await a.service.create(SOURCE, ada, { ...retryAll, expected: 100 });
    await until(async () => seen.at(-1) === "done");
    stop();
  });

  it("pages through operations, newest first, and shows a confined caller their own only", async () => {
    const a = replica();
    const ids: string[] = [];
    for (let i = 0; i < 7; i++) ids.unshift((await a.service.create(SOURCE, ada, retryAll)).id);
    const found: string[] = [];
    for (let cursor: string | null = null; ; ) {
      const page: { operations: Operation[]; nextCursor: string | null } = await a.service.list(SOURCE, ada, {
        cursor,
        limit: 3,
      });
      found.push(...page.operations.map((op) => op.id));
      cursor = page.nextCursor;
      if (!cursor) break;
    }
    expect([...found].sort()).toEqual([...ids].sort());
    const confined: OperationOwner = { ...ada, name: "eve", scopes: [{ source: SOURCE, queues: ["mail*"] }] };
    expect((await a.service.list(SOURCE, confined, { cursor: null, limit: 10 })).operations).toEqual([]);
    expect(await a.service.get(SOURCE, confined, ids[0] ?? "")).toBeNull();
    await expect(a.service.list(SOURCE, ada, { cursor: "x", limit: 3 })).rejects.toMatchObject({
      code: "invalid_cursor",
    });
  });

  it("refuses what the trash has no room for, before it starts and when asked again", async () => {
    await seed(30, "dead");
    await redis.hset(keys.trashTotals, "entries", limits.trashEntries - 29);
    const a = replica();
    a.runner.start();
    const made = await a.service.create(SOURCE, ada, { verb: "delete", target: { set: "dead" }, expected: 30 });
    await until(async () => (await a.service.get(SOURCE, ada, made.id))?.state === "frozen");
    expect(await a.service.get(SOURCE, ada, made.id)).toMatchObject({
      error: "trash_full",
      total: 30,
      trashBatch: null,
    });
    const full = await a.service.get(SOURCE, ada, made.id);
    expect(full && lacksTrashRoom(full), "what is refused by one entry is not told as 100 %").toBe(true);
    await expect(a.service.start(SOURCE, ada, made.id, { expected: 30 })).rejects.toMatchObject({
      code: "refused",
      params: { reason: "trash_full" },
    });
    await redis.hset(keys.trashTotals, "entries", limits.trashEntries - 30);
    await a.service.start(SOURCE, ada, made.id, { expected: 30 });
    await until(async () => (await a.service.get(SOURCE, ada, made.id))?.state === "done");
    expect(await a.service.get(SOURCE, ada, made.id)).toMatchObject({ done: 30, error: null, trashBatch: made.id });
    expect(await redis.zcard("dead")).toBe(0);
  });

  it("counts what the list is made of, the most frequent fifty of each", async () => {
    for (let i = 0; i < 120; i++) {
      const klass = i < 60 ? "Common" : `Rare${i}`;
      await redis.zadd(
        "retry",
        i,
        `{"class":"${klass}","args":[],"jid":"${i}","queue":"q","error_class":"Boom","bid":"b"}`,
      );
    }
    await redis.zadd("retry", 500, "{broken");
    const a = replica();
    a.runner.start();
    const made = await a.service.create(SOURCE, ada, retryAll);
    await until(async () => (await a.service.get(SOURCE, ada, made.id))?.state === "frozen");
    const breakdown = (await a.service.get(SOURCE, ada, made.id))?.breakdown;
    expect(breakdown?.classes).toHaveLength(limits.breakdownValues);
    expect(breakdown?.classes[0]).toEqual({ value: "Common", count: 60 });
    expect(breakdown).toMatchObject({ queues: [{ value: "q", count: 120 }], batched: 120, unreadable: 1 });
    await a.service.start(SOURCE, ada, made.id, { expected: 121 });
    await until(async () => (await a.service.get(SOURCE, ada, made.id))?.state === "done");
    expect(await a.service.get(SOURCE, ada, made.id)).toMatchObject({ done: 120, refused: 1 });
    expect(await redis.zrange("retry", 0, "-1")).toEqual(["{broken"]);
  });

  it("discards what nobody started, and sweeps what is old", async () => {
    const a = replica();
    await seed(10);
    a.runner.start();
    const made = await a.service.create(SOURCE, ada, retryAll);
    await until(async () => (await a.service.get(SOURCE, ada, made.id))?.state === "frozen");
    await redis.hset(keys.operation(made.id), "createdAtMs", Date.now() - limits.operationUnstartedMs - 1);
    await until(async () => (await a.service.get(SOURCE, ada, made.id))?.state === "discarded");
    await a.state.sweep(Date.now() + limits.operationFrozenMs + 1);
    expect(await redis.exists(keys.frozen(made.id))).toBe(0);
    expect(await redis.exists(keys.operation(made.id))).toBe(1);
    await a.state.sweep(Date.now() + limits.operationRetentionMs + 1);
    expect(await redis.exists(keys.operation(made.id))).toBe(0);
    expect(await redis.zcard(keys.operations)).toBe(0);
  });
});
