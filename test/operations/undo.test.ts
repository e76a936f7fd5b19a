import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { JobVerb, OperationTarget } from "@/lib/domain/action.schema";
import { startRedis, type TestRedis } from "@/lib/testing/redis-server";
import { jidOf, MOVED_TO, payloadOf, RESCHEDULED_TO_MS } from "@/test/chaos/jobs";
import { type Census, takeCensus } from "@/test/chaos/model";
import { openReplica, until } from "./harness";

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

async function seed(count: number): Promise<Census> {
  for (let i = 0; i < count; i++) {
    await redis.zadd("retry", 1_795_400_000 + i / 7, payloadOf(i, true));
    await redis.zadd("schedule", 1_795_400_000 + i / 7, payloadOf(1_000_000 + i, false));
    await redis.zadd("dead", 1_795_400_000 + i / 7, payloadOf(2_000_000 + i, true));
    await redis.lpush("queue:low", payloadOf(3_000_000 + i, true));
  }
  return takeCensus(redis);
}

const sorted = (census: Census) => [...census].sort(([x], [y]) => (x < y ? -1 : 1));

const CASES: readonly [JobVerb, OperationTarget][] = [
  ["retry", { set: "retry" }],
  ["retry", { set: "dead" }],
  ["retry", { sets: ["retry", "dead"], q: "BillJob" }],
  ["run_now", { set: "scheduled" }],
  ["run_now", { sets: ["scheduled", "retry", "dead"] }],
  ["kill", { set: "retry" }],
  ["kill", { set: "scheduled" }],
  ["delete", { set: "dead" }],
  ["delete", { sets: ["retry", "dead", "scheduled"] }],
  ["reschedule", { set: "scheduled" }],
  ["move", { set: "retry" }],
  ["move", { set: "dead" }],
];

describe("undo", () => {
  it.each(CASES)("%s of %j puts every byte back where it was", async (verb, target) => {
    const before = await seed(130);
    const done = await a.run({ verb, target, atMs: RESCHEDULED_TO_MS, queue: MOVED_TO });
    expect(done).toMatchObject({ state: "done", gone: 0, refused: 0, unknown: 0 });
    expect(sorted(await takeCensus(redis))).not.toEqual(sorted(before));
    const undone = await a.undo(done.id);
    expect(undone).toMatchObject({ state: "done", done: done.done, gone: 0, refused: 0, unknown: 0 });
    expect(sorted(await takeCensus(redis))).toEqual(sorted(before));
    expect((await a.get(done.id)).undoneBy).toBe(undone.id);
  });

  it.each(["delete", "move", "kill"] as const)("%s of a queue comes back in its order", async (verb) => {
    await seed(1_130);
    const before = await redis.lrangeBuffer("queue:low", 0, -1);
    const done = await a.run({ verb, target: { queue: "low" }, queue: MOVED_TO });
    expect(done).toMatchObject({ done: 1_130 });
    expect(await redis.exists("queue:low")).toBe(0);
    await redis.lpush("queue:low", "newer");
    await a.undo(done.id);
    expect((await redis.lrangeBuffer("queue:low", 1, -1)).map(String)).toEqual(before.map(String));
    expect(String(await redis.lindex("queue:low", 0))).toBe("newer");
    expect(await redis.exists(`queue:${MOVED_TO}`)).toBe(0);
  });

  it("pulls back what still waits and says what has run", async () => {
    const before = await seed(100);
    const done = await a.run({ verb: "retry", target: { set: "retry" } });
    for (const queue of await redis.keys("queue:*")) if (queue !== "queue:low") await redis.rpop(queue, 5);
    const taken = 5 * 4;
    const frozen = await a.service.undo(
      "chaos",
      { name: "ada", role: "operator", method: "session", scopes: null },
      done.id,
    );
    const ready = await a.reach(frozen.id, ["frozen"]);
    expect(ready.total).toBeGreaterThanOrEqual(100 - taken - 5);
    expect(ready.setSize).toBe(100);
    const undone = await a.undo(done.id);
    const after = await takeCensus(redis);
    let back = 0;
    for (let i = 0; i < 100; i++) {
      const [found] = after.get(jidOf(i)) ?? [];
      if (!found) continue;
      expect(found).toEqual(before.get(jidOf(i))?.[0]);
      back++;
    }
    expect(back).toBe(undone.done);
  });

  it("leaves a job alone that is not the one it moved, byte for byte", async () => {
    await redis.zadd("retry", 5, payloadOf(1, true));
    const done = await a.run({ verb: "retry", target: { set: "retry" } });
    const [queue] = await redis.keys("queue:*");
    const [bytes] = await redis.lrange(queue ?? "", 0, -1);
    await redis.del(queue ?? "");
    await redis.lpush(queue ?? "", (bytes ?? "").replace("[1,", "[2,"));
    const { id } = await a.service.undo(
      "chaos",
      { name: "ada", role: "operator", method: "session", scopes: null },
      done.id,
    );
    expect(await a.reach(id, ["frozen"])).toMatchObject({ total: 0 });
    expect(await redis.zcard("retry")).toBe(0);
  });

  it.each(["before it starts", "while it is under way"])("says what was purged %s", async (when) => {
    const before = await seed(3_000);
    const done = await a.run({ verb: "delete", target: { set: "dead" } });
    const by = { name: "ada", role: "admin", method: "session", scopes: null } as const;
    const { id } = await a.service.undo("chaos", by, done.id);
    const { total } = await a.reach(id, ["frozen"]);
    const purge = async () => (await a.store.trash?.purge(done.id)) ?? 0;
    let purged = 0;
    if (when === "before it starts") purged = await purge();
    await a.service.start("chaos", by, id, { expected: total });
    if (purged === 0) {
      await until(async () => (await redis.zcard("dead")) > 0);
      purged = await purge();
    }
    const undone = await a.reach(id, ["done", "failed"]);
    const back = await redis.zcard("dead");
    expect(purged).toBeGreaterThan(0);
    expect(back + purged).toBe(total);
    expect(undone).toMatchObject({ state: "done", processed: total, done: back, gone: purged, refused: 0 });
    for (const [jid, [was]] of await takeCensus(redis)) expect(was).toEqual(before.get(jid)?.[0]);
  });

  it("refuses what cannot be taken back", async () => {
    await seed(10);
    const waiting = await a.freeze({ verb: "retry", target: { set: "retry" } });
    const by = { name: "ada", role: "admin", method: "session", scopes: null } as const;
    await expect(a.service.undo("chaos", by, waiting.id)).rejects.toMatchObject({ code: "refused" });
    const made = await a.service.create("chaos", by, {
      verb: "delete",
      target: { set: "dead" },
      withoutUndo: true,
      expected: 10,
    });
    await a.reach(made.id, ["done"]);
    await expect(a.service.undo("chaos", by, made.id)).rejects.toMatchObject({ params: { reason: "not_undoable" } });
  });
});
