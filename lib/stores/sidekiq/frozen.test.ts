import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { JobVerb, OperationTarget } from "@/lib/domain/action.schema";
import { origin, texts, withoutEdits } from "@/lib/stores/contract/harness";
import type { FrozenRequest, FrozenResult, JobWriter, Store } from "@/lib/stores/port";
import { startRedis, type TestRedis } from "@/lib/testing/redis-server";
import { identityBytes, openSidekiqStore } from "./store";
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
beforeEach(() => server.client().flushall());

const commit = {
  operationKey: "signalbox:default:operation:x",
  outcomesKey: "signalbox:default:operation:x:outcomes",
  token: "t",
};
const retrySet: OperationTarget = { set: "retry" };
const job = (i: number) =>
  Buffer.from(
    `{"jid":"j${String(i).padStart(6, "0")}","class":"A","args":[${i}.0,[],{}],"queue":"low","retry_count":1}`,
  );

async function put(count: number, score: (i: number) => string): Promise<Buffer[]> {
  const jobs = Array.from({ length: count }, (_, i) => job(i));
  for (let at = 0; at < count; at += 1_000) {
    const members = jobs.slice(at, at + 1_000).flatMap((bytes, i) => [score(at + i), bytes]);
    await server.client().zadd("retry", ...members);
  }
  return jobs;
}

async function freezeAll(target = retrySet, queueGlobs?: string[]): Promise<Uint8Array[]> {
  const identities: Uint8Array[] = [];
  for await (const batch of writer.freeze(target, { queueGlobs })) {
    expect(batch.identities.length).toBe(batch.facts.length);
    identities.push(...batch.identities);
  }
  return identities;
}

async function begin(): Promise<void> {
  await server.client().del(commit.operationKey, commit.outcomesKey);
  await server.client().hset(commit.operationKey, { state: "running", token: "t", cursor: "0" });
}

/** As the runner does: chunk after chunk from the cursor on. */
async function runAll(
  verb: JobVerb,
  identities: readonly Uint8Array[],
  options: {
    target?: OperationTarget;
    more?: Partial<FrozenRequest>;
    between?: (cursor: number) => Promise<void>;
  } = {},
): Promise<FrozenResult["counts"]> {
  await begin();
  const total = { done: 0, gone: 0, refused: 0, unknown: 0 };
  const batch = origin();
  let cursor = 0;
  let hint: string | null = null;
  while (cursor < identities.length) {
    const chunk = identities.slice(cursor, cursor + 50);
    const target = options.target ?? retrySet;
    const result: FrozenResult = await writer.applyFrozen({
      verb,
      list: { set: target.set ?? "retry" },
      identities: chunk,
      from: cursor,
      hint,
      batch,
      commit,
      ...options.more,
    });
    expect(result.status).toBe("applied");
    expect(result.cursor).toBeGreaterThan(cursor);
    for (const status of ["done", "gone", "refused", "unknown"] as const) total[status] += result.counts[status];
    cursor = result.cursor;
    hint = result.hint;
    await options.between?.(cursor);
  }
  const record = await server.client().hgetall(commit.operationKey);
  expect(record).toMatchObject({ cursor: String(identities.length) });
  expect({ done: record.done, gone: record.gone, refused: record.refused, unknown: record.unknown }).toEqual(
    Object.fromEntries(Object.entries(total).map(([key, value]) => [key, String(value)])),
  );
  expect((await server.client().get(commit.outcomesKey))?.length).toBe(identities.length);
  return total;
}

describe("freeze", () => {
  it("names every entry once, in the set's order, with fixed width", async () => {
    await put(3_000, (i) => String(i % 7));
    const identities = await freezeAll();
    expect(identities.length).toBe(3_000);
    expect(new Set(identities.map((id) => Buffer.from(id).toString("hex"))).size).toBe(3_000);
    for (const identity of identities) expect(identity.length).toBe(identityBytes);
    expect(identityBytes).toBe(24);
  });

  it("keeps to a filter and to a caller's queues, and says what it saw", async () => {
    await put(500, String);
    await server
      .client()
      .zadd("retry", 1, '{"class":"B","args":["needle"],"queue":"high","jid":"b","bid":"1","lock_digest":"d"}');
    await server.client().zadd("retry", 2, "{broken");
    expect((await freezeAll({ set: "retry", q: "NEEDLE" })).length).toBe(1);
    expect((await freezeAll(retrySet, ["hi*"])).length).toBe(1);
    const facts = [];
    for await (const batch of writer.freeze(retrySet)) facts.push(...batch.facts);
    expect(facts.filter(({ locked, batched }) => locked && batched)).toMatchObject([{ class: "B", queue: "high" }]);
    expect(facts.filter(({ unreadable }) => unreadable).length).toBe(1);
  });

  it("sees what was there all along, whatever comes and goes meanwhile", async () => {
    const jobs = await put(4_000, () => "5");
    const seen = new Set<string>();
    let page = 0;
    for await (const batch of writer.freeze(retrySet)) {
      for (const identity of batch.identities) seen.add(Buffer.from(identity.slice(0, 16)).toString("hex"));
      const redis = server.client();
      for (let i = 0; i < 40; i++) await redis.zrem("retry", job(page * 40 + i * 2));
      await redis.zadd("retry", "5", `{"a":${page}}`, "1", `{"early":${page}}`, "9", `{"late":${page}}`);
      page++;
    }
    const { hashBytes } = await import("./ref");
    const there = await server.client().zrangeBuffer("retry", 0, "-1");
    const missed = jobs.filter(
      (bytes) => there.some((b) => b.equals(bytes)) && !seen.has(hashBytes(bytes).toString("hex")),
    );
    expect(missed).toEqual([]);
  });
});

describe("applyFrozen", () => {
  it.each([
    ["distinct scores", 1_200, (i: number) => `${1_795_355_549 + i}.1179667`],
    ["one score", 5_000, () => "1795355549.1179667"],
    ["a few scores", 2_000, (i: number) => String(i % 3)],
  ])("moves each of %s exactly once", async (_, count, score) => {
    const jobs = await put(count, score);
    const identities = await freezeAll();
    expect(await runAll("retry", identities)).toEqual({ done: count, gone: 0, refused: 0, unknown: 0 });
    expect(await server.client().zcard("retry")).toBe(0);
    const queue = await server.client().lrangeBuffer("queue:low", 0, -1);
    expect(queue.map(withoutEdits).sort()).toEqual(jobs.map(withoutEdits).sort());
  });

  it("finds its own among 100,000 equal scores although strangers arrive and neighbours leave", async () => {
    await put(100_000, () => "5");
    const identities = (await freezeAll()).slice(40_000, 40_400);
    const redis = server.client();
    let gone = 0;
    const counts = await runAll("delete", identities, {
      async between(cursor) {
        await redis.zadd("retry", "5", `{"!":${cursor}}`, "5", `{"z":${cursor}}`, "1", `{"lower":${cursor}}`);
        if (cursor < 400) gone += await redis.zrem("retry", job(40_000 + cursor + 3));
      },
    });
    expect(counts).toEqual({ done: 400 - gone, gone, refused: 0, unknown: 0 });
    expect(gone).toBe(7);
  }, 120_000);

  it("keeps what it refuses, and goes on behind it", async () => {
    const jobs = await put(300, () => "5");
    for (let i = 0; i < 120; i++) await server.client().zadd("retry", "5", `{"class":"A","args":{},"jid":"bad${i}"}`);
    const identities = await freezeAll();
    expect(await runAll("retry", identities)).toEqual({ done: jobs.length, gone: 0, refused: 120, unknown: 0 });
    expect(await server.client().zcard("retry")).toBe(120);
  });

  it("changes the queue of every scheduled job in its place, and reschedules all to one time", async () => {
    await put(500, () => "5");
    expect(await runAll("move", await freezeAll(), { more: { queue: "high" } })).toMatchObject({ done: 500 });
    expect(await runAll("reschedule", await freezeAll(), { more: { atMs: 9_000 } })).toMatchObject({ done: 500 });
    const after = await server.client().zrange("retry", 0, "-1", "WITHSCORES");
    expect(after.filter((_, i) => i % 2 === 1)).toEqual(Array.from({ length: 500 }, () => "9"));
    expect(after.filter((text) => text.includes('"queue":"high"')).length).toBe(500);
  });

  it("takes a stretch in parts when payloads are large", async () => {
    for (let i = 0; i < 24; i++)
      await server.client().zadd("retry", i, `{"class":"A","args":["${"x".repeat(300_000)}"],"jid":"j${i}"}`);
    const identities = await freezeAll();
    await begin();
    const result = await writer.applyFrozen({
      verb: "kill",
      list: { set: "retry" },
      identities,
      from: 0,
      hint: null,
      batch: origin(),
      commit,
    });
    expect(result.cursor).toBeLessThan(24);
    expect(await runAll("kill", identities)).toMatchObject({ done: 24 - result.cursor, gone: result.cursor });
    expect(await server.client().zcard("dead")).toBe(24);
  });

  it.each([
    ["another token", { token: "other" }],
    ["another cursor", { cursor: "50" }],
    ["a state that does not run", { state: "cancelled" }],
  ])("writes nothing with %s", async (_, change) => {
    await put(10, () => "5");
    const identities = await freezeAll();
    await begin();
    await server.client().hset(commit.operationKey, change);
    const before = texts(
      (await server.client().zrangeBuffer("retry", 0, "-1")).map((bytes) => ({
        place: "retry",
        score: "5",
        fromTail: null,
        bytes,
      })),
    );
    const result = await writer.applyFrozen({
      verb: "retry",
      list: { set: "retry" },
      identities,
      from: 0,
      hint: null,
      batch: origin(),
      commit,
    });
    expect(result.status).toBe("fenced");
    expect(before.length).toBe(10);
    expect(await server.client().zcard("retry")).toBe(10);
    expect(await server.client().exists("queue:low", commit.outcomesKey)).toBe(0);
  });

  it("stops with one error on a full store, before anything moves", async () => {
    await put(10, () => "5");
    const identities = await freezeAll();
    await begin();
    await server.client().config("SET", "maxmemory", "1");
    const call = writer.applyFrozen({
      verb: "retry",
      list: { set: "retry" },
      identities,
      from: 0,
      hint: null,
      batch: origin(),
      commit,
    });
    await expect(call).rejects.toMatchObject({ code: "source_full" });
    await server.client().config("SET", "maxmemory", "0");
    expect(await server.client().hget(commit.operationKey, "cursor")).toBe("0");
    expect(await server.client().zcard("retry")).toBe(10);
  });
});
