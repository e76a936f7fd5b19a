import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { limits } from "@/lib/config/limits";
import type { JobVerb } from "@/lib/domain/action.schema";
import type { JobSetName } from "@/lib/domain/job.schema";
import type { ListRef } from "@/lib/stores/port";
import { startRedis, type TestRedis } from "@/lib/testing/redis-server";
import { MOVED_TO, payloadOf, RESCHEDULED_TO_MS } from "@/test/chaos/jobs";
import { SOURCE, takeCensus } from "@/test/chaos/model";
import { ada, ENDED, keys, openReplica } from "./harness";

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

const KEYS = { scheduled: "schedule", retry: "retry", dead: "dead" } as const;
const scoreOf = (index: number) => 1_795_400_000 + index / 7;

async function fill(set: JobSetName, count: number): Promise<void> {
  for (let i = 0; i < count; i++) await redis.zadd(KEYS[set], scoreOf(i), payloadOf(i, set !== "scheduled"));
}

async function refsOf(list: ListRef): Promise<string[]> {
  const { jobs } = await a.store.reader.page(list, { cursor: null, limit: 100, direction: "forward", q: null });
  return jobs.map(({ ref }) => ref);
}

async function act(verb: JobVerb, refs: readonly string[]) {
  const { writer } = a.store;
  if (!writer) throw new Error("no writer");
  const batch = { id: `trash-of-${verb}`, actor: "ada", operation: null };
  const to = { ...(verb === "reschedule" && { atMs: RESCHEDULED_TO_MS }), ...(verb === "move" && { queue: MOVED_TO }) };
  return a.service.direct(SOURCE, ada, writer, { verb, refs, batch, ...to });
}

/** As the page of a list does it: look, then act. */
async function actOn(verb: JobVerb, list: ListRef) {
  const { outcomes, operation } = await act(verb, await refsOf(list));
  expect(outcomes.map(({ status }) => status)).toEqual(outcomes.map(() => "done"));
  if (operation === null) throw new Error("no way back");
  return operation;
}

/** What an undo would find. */
const found = async (id: string) => a.reach((await a.service.undo(SOURCE, ada, id)).id, ["frozen", "failed"]);
const everything = async () => [...(await takeCensus(redis))].sort(([x], [y]) => (x < y ? -1 : 1));

const CASES: readonly [JobVerb, JobSetName][] = [
  ["retry", "retry"],
  ["retry", "dead"],
  ["run_now", "scheduled"],
  ["run_now", "retry"],
  ["run_now", "dead"],
  ["kill", "retry"],
  ["kill", "scheduled"],
  ["reschedule", "scheduled"],
  ["reschedule", "retry"],
  ["move", "scheduled"],
  ["move", "retry"],
  ["move", "dead"],
];

describe("a verb on single jobs", () => {
  it.each(CASES)("%s of one job of %s is taken back, byte for byte at its score", async (verb, set) => {
    await fill(set, 3);
    const before = await everything();
    const [, ref = ""] = await refsOf({ set });
    const { outcomes, operation } = await act(verb, [ref]);
    expect(outcomes).toMatchObject([{ status: "done" }]);
    expect(await everything()).not.toEqual(before);
    const undone = await a.undo(operation ?? "");
    expect(undone).toMatchObject({ state: "done", total: 1, done: 1, gone: 0, refused: 0, unknown: 0 });
    expect(await everything()).toEqual(before);
    expect((await a.get(operation ?? "")).undoneBy).toBe(undone.id);
  });

  it.each(CASES)("%s of a page of %s is taken back", async (verb, set) => {
    await fill(set, 100);
    const before = await everything();
    const undone = await a.undo(await actOn(verb, { set }));
    expect(undone).toMatchObject({ state: "done", total: 100, done: 100 });
    expect(await everything()).toEqual(before);
  });

  it.each(["kill", "move"] as const)("%s of a queue's jobs comes back in their order", async (verb) => {
    for (let i = 0; i < 60; i++) await redis.lpush("queue:low", payloadOf(i, true));
    const before = await redis.lrangeBuffer("queue:low", 0, -1);
    const operation = await actOn(verb, { queue: "low" });
    expect(await redis.exists("queue:low")).toBe(0);
    await redis.lpush("queue:low", "newer");
    await a.undo(operation);
    expect((await redis.lrangeBuffer("queue:low", 0, -1)).map(String)).toEqual(["newer", ...before.map(String)]);
  });

  it.each([
    ["dead", "until_executed", "8.1.7"],
    ["dead", "until_expired", "7.3.10"],
    ["retry", "until_executed", "7.3.10"],
  ] as const)(
    "undo gives back the lock that the retry of a job of %s took (%s, Sidekiq %s)",
    async (set, lock, version) => {
      await redis.sadd("processes", "host:1:a");
      await redis.hset("host:1:a", "info", JSON.stringify({ version }));
      const locked = `"jid":"0123456789abcdef01234567","lock":"${lock}","lock_digest":"uniquejobs:d","lock_ttl":600`;
      await redis.zadd(KEYS[set], 1, payloadOf(0, true).replace(/"jid":"[^"]*"/, locked));
      const operation = await actOn("retry", { set });
      expect(await redis.hlen("uniquejobs:d:LOCKED")).toBe(1);
      await a.undo(operation);
      expect(await redis.zcard(KEYS[set])).toBe(1);
      expect(await redis.keys("uniquejobs:*")).toEqual([]);
      expect(await redis.exists("uniquejobs:digests", "uniquejobs:expiring_digests")).toBe(0);
    },
  );

  it.each([
    ["retry", { set: "retry" }],
    ["a queue", { queue: "low" }],
  ] as const)(
    "undo of a kill from %s takes the lock again, and is refused while another job holds it",
    async (_, list) => {
      const jid = "0123456789abcdef01234567";
      const locked = `"jid":"${jid}","lock":"until_executed","lock_digest":"uniquejobs:d"`;
      const payload = payloadOf(0, true).replace(/"jid":"[^"]*"/, locked);
      if ("set" in list) await redis.zadd("retry", 1, payload);
      else await redis.lpush("queue:low", payload);
      await redis.hset("uniquejobs:d:LOCKED", jid, "1795400000.25");
      const operation = await actOn("kill", list);
      expect(await redis.exists("uniquejobs:d:LOCKED")).toBe(0);
      await redis.hset("uniquejobs:d:LOCKED", "fedcba987654321001234567", "1795400001.25");
      expect(await a.undo(operation)).toMatchObject({ total: 1, done: 0, refused: 1 });
      await redis.del("uniquejobs:d:LOCKED");
      expect(await a.undo(operation)).toMatchObject({ total: 1, done: 1 });
      expect(await redis.hkeys("uniquejobs:d:LOCKED")).toEqual([jid]);
      expect(await redis.zcard("dead")).toBe(0);
    },
  );

  it("a lock that a job had before its retry is neither taken anew nor given back", async () => {
    const jid = "0123456789abcdef01234567";
    const locked = `"jid":"${jid}","lock":"until_executed","lock_digest":"uniquejobs:d","lock_ttl":600`;
    await redis.zadd("retry", 1, payloadOf(0, true).replace(/"jid":"[^"]*"/, locked));
    await redis.hset("uniquejobs:d:LOCKED", jid, "1795400000.25");
    const operation = await actOn("retry", { set: "retry" });
    expect(await redis.hgetall("uniquejobs:d:LOCKED")).toEqual({ [jid]: "1795400000.25" });
    expect(await redis.pttl("uniquejobs:d:LOCKED")).toBe(-1);
    await a.undo(operation);
    expect(await redis.hgetall("uniquejobs:d:LOCKED")).toEqual({ [jid]: "1795400000.25" });
  });

  it("retry of a job whose lock another job holds is refused", async () => {
    const locked = `"jid":"0123456789abcdef01234567","lock":"until_executed","lock_digest":"uniquejobs:d"`;
    await redis.zadd("retry", 1, payloadOf(0, true).replace(/"jid":"[^"]*"/, locked));
    await redis.hset("uniquejobs:d:LOCKED", "fedcba987654321001234567", "1795400000.25");
    const { outcomes } = await act("retry", await refsOf({ set: "retry" }));
    expect(outcomes).toMatchObject([{ status: "refused", reason: "lock_held" }]);
    expect(await redis.zcard("retry")).toBe(1);
  });

  it("stands in no list of operations, yet is seen by its id with every job", async () => {
    await fill("dead", 2);
    const operation = await actOn("retry", { set: "dead" });
    expect((await a.service.list(SOURCE, ada, { cursor: null, limit: 50 })).operations).toEqual([]);
    expect(await a.state.active()).toEqual([]);
    expect(await a.get(operation)).toMatchObject({
      verb: "retry",
      target: { selection: 2 },
      state: "done",
      actor: "ada",
      total: 2,
      done: 2,
      breakdown: { errors: [{ value: "NoMethodError", count: 2 }] },
    });
    const page = await a.service.outcomes(SOURCE, ada, operation, 0);
    expect(page?.outcomes).toMatchObject([
      { status: "done", origin: "dead" },
      { status: "done", origin: "dead" },
    ]);
  });

  it("pulls back what still waits, and says how many have run", async () => {
    await fill("retry", 4);
    const operation = await actOn("retry", { set: "retry" });
    const before = await a.get(operation);
    await redis.rpop(`queue:${JSON.parse(payloadOf(2, true)).queue}`);
    const undo = await found(operation);
    expect([before.done, undo.total]).toEqual([4, 3]);
    await a.service.start(SOURCE, ada, undo.id, { expected: 3 });
    expect(await a.reach(undo.id, ENDED)).toMatchObject({ done: 3 });
    expect((await redis.zrange("retry", 0, "-1")).sort()).toEqual([0, 1, 3].map((i) => payloadOf(i, true)).sort());
  });

  it("has nothing to take back of a job that has run", async () => {
    await fill("dead", 1);
    const operation = await actOn("retry", { set: "dead" });
    await redis.rpop("queue:default");
    expect(await found(operation)).toMatchObject({ state: "frozen", total: 0 });
    expect(await redis.zcard("dead")).toBe(0);
  });

  it("leaves alone what somebody else has changed since", async () => {
    await fill("scheduled", 2);
    const [first = "", second = ""] = await refsOf({ set: "scheduled" });
    const { operation } = await act("reschedule", [first, second]);
    await redis.zadd("schedule", RESCHEDULED_TO_MS / 1_000 + 60, payloadOf(0, false));
    const undo = await a.undo(operation ?? "");
    expect(undo).toMatchObject({ total: 1, done: 1 });
    expect(await redis.zscore("schedule", payloadOf(0, false))).toBe(String(RESCHEDULED_TO_MS / 1_000 + 60));
    expect(Number(await redis.zscore("schedule", payloadOf(1, false)))).toBeCloseTo(scoreOf(1), 6);
  });

  it("keeps what was done alone: what was gone or refused has no part in it", async () => {
    await fill("retry", 3);
    const refs = await refsOf({ set: "retry" });
    await redis.zrem("retry", payloadOf(0, true));
    const { outcomes, operation } = await act("retry", refs);
    expect(outcomes.map(({ status }) => status).sort()).toEqual(["done", "done", "gone"]);
    expect(await a.get(operation ?? "")).toMatchObject({ total: 2, done: 2, gone: 0 });
    expect((await act("retry", refs)).operation).toBeNull();
  });

  it("leaves a removal to the trash", async () => {
    await fill("dead", 1);
    const { outcomes, operation } = await act("delete", await refsOf({ set: "dead" }));
    expect([outcomes[0]?.destination, operation]).toEqual(["trash", null]);
    expect(await redis.exists(keys.operationsDirect)).toBe(0);
  });

  it("costs its undo, and nothing else, when it cannot be written down", async () => {
    await fill("dead", 1);
    await redis.set(keys.operationsDirect, "not ours");
    const { outcomes, operation } = await act("retry", await refsOf({ set: "dead" }));
    expect([outcomes[0]?.status, operation]).toEqual(["done", null]);
    expect([await redis.zcard("dead"), await redis.llen("queue:default")]).toEqual([0, 1]);
  });

  it("can be taken back for 24 hours, and every key goes by itself", async () => {
    await fill("dead", 1);
    const id = await actOn("retry", { set: "dead" });
    for (const key of [keys.operation(id), keys.frozen(id), keys.details(id), keys.outcomes(id)]) {
      const ms = await redis.pttl(key);
      expect(ms).toBeGreaterThan(24 * 3_600_000);
      expect(ms).toBeLessThan(31 * 3_600_000);
    }
    expect(await redis.pttl(keys.operationsDirect)).toBeGreaterThan(24 * 3_600_000);
    await a.state.sweep(Date.now() + 23.9 * 3_600_000);
    expect(await a.get(id)).toMatchObject({ done: 1 });
    await redis.hset(keys.operation(id), "endedAtMs", Date.now() - 24 * 3_600_000);
    await expect(a.service.undo(SOURCE, ada, id)).rejects.toMatchObject({ params: { reason: "not_undoable" } });
    await a.state.sweep(Date.now() + 24.1 * 3_600_000);
    expect(await a.service.get(SOURCE, ada, id)).toBeNull();
    expect(await redis.keys(`${keys.operation(id)}*`)).toEqual([]);
    expect(await redis.zcard(keys.operationsDirect)).toBe(0);
  });

  it("is forgotten, the oldest first, beyond the number that is kept", async () => {
    await fill("dead", 2);
    const [first = "", second = ""] = await refsOf({ set: "dead" });
    const oldest = (await act("retry", [first])).operation ?? "";
    const newer = (await act("retry", [second])).operation ?? "";
    await redis.zadd(keys.operationsDirect, Date.now() - 1_000, oldest);
    const fillers = Array.from({ length: limits.directKept - 1 }, (_, i) => [Date.now() + i, `filler${i}`]).flat();
    await redis.zadd(keys.operationsDirect, ...fillers);
    await a.state.sweep(Date.now());
    expect(await redis.zcard(keys.operationsDirect)).toBe(limits.directKept);
    expect(await a.service.get(SOURCE, ada, oldest)).toBeNull();
    expect(await a.get(newer)).toMatchObject({ done: 1 });
  });

  it("is another's business only for who may run operations", async () => {
    await fill("dead", 1);
    const id = await actOn("retry", { set: "dead" });
    const viewer = { ...ada, name: "vera", role: "viewer" } as const;
    await expect(a.service.undo(SOURCE, viewer, id)).rejects.toMatchObject({ code: "forbidden" });
    const confined = { ...ada, name: "carl", scopes: [{ source: SOURCE, queues: ["mail"] }] };
    await expect(a.service.undo(SOURCE, confined, id)).rejects.toMatchObject({ code: "not_found" });
  });
});
