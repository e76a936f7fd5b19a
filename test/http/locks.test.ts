import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { LockCheck, LockSweep } from "@/lib/domain/lock.schema";
import { startConsole, type TestConsole, testUser } from "@/lib/testing/api";

const OLD = "1795355549.5";

let server: TestConsole;
let redis: ReturnType<TestConsole["redis"]["client"]>;
beforeAll(async () => {
  server = await startConsole({
    users: [
      testUser("vera", "viewer"),
      testUser("otto", "operator"),
      testUser("sam", "operator", [{ source: "default", queues: ["mail-*"] }]),
    ],
  });
  redis = server.redis.client();
});
afterAll(() => server.close());
beforeEach(async () => {
  await redis.flushall();
  for (const name of ["lost", "kept"]) {
    await redis.set(`uniquejobs:${name}`, `jid-${name}`);
    await redis.hset(`uniquejobs:${name}:LOCKED`, `jid-${name}`, OLD);
    await redis.zadd("uniquejobs:digests", OLD, `uniquejobs:${name}`);
  }
  await redis.sadd("queues", "default");
  await redis.lpush("queue:default", '{"class":"HardJob","args":[],"jid":"jid-kept"}');
});

const lines = async <Step>(response: Response): Promise<Step[]> =>
  (await response.text())
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => JSON.parse(line));
const check = (as: string) => server.call("/default/locks/check", { as, body: { kind: "unique_jobs" } });
const sweep = (expected: number, as = "otto") =>
  server.call("/default/locks/release-orphaned", { as, body: { kind: "unique_jobs", expected, reason: "stuck" } });

describe("locks over HTTP", () => {
  it("a check tells its steps a line, writes nothing, and a viewer may ask for it", async () => {
    const before = await redis.keys("uniquejobs:*");
    const response = await check("vera");
    expect(response.headers.get("content-type")).toContain("application/x-ndjson");
    const steps = await lines<LockCheck>(response);
    expect(steps.at(-1)).toMatchObject({ phase: "done", counts: { live: 1, orphaned: 1, unknown: 0 } });
    expect(steps.flatMap(({ verdicts }) => verdicts.map(({ digest }) => digest))).toEqual(["uniquejobs:lost"]);
    expect((await redis.keys("uniquejobs:*")).sort()).toEqual(before.sort());
  });

  it("a sweep lets go the orphaned alone, and the record says how many and which", async () => {
    const steps = await lines<LockSweep>(await sweep(1));
    expect(steps.at(-1)).toMatchObject({ done: true, released: 1, gone: 0, changed: 0, refused: 0 });
    expect(await redis.zrange("uniquejobs:digests", "0", "-1")).toEqual(["uniquejobs:kept"]);
    const { entries } = await (await server.call("/audit", { as: "otto" })).json();
    expect(entries[0]).toMatchObject({
      phase: "result",
      action: "lock.release_orphaned",
      actor: "otto",
      targets: ["uniquejobs:lost"],
      reason: "stuck",
      outcome: { requested: 1, done: 1 },
    });
    expect(entries[1]).toMatchObject({ phase: "intent", action: "lock.release_orphaned" });
  });

  it("a sweep never lets go more than were confirmed", async () => {
    for (let index = 0; index < 20; index++) {
      await redis.hset(`uniquejobs:${index}:LOCKED`, "nobody", OLD);
      await redis.zadd("uniquejobs:digests", OLD, `uniquejobs:${index}`);
    }
    expect((await lines<LockSweep>(await sweep(5))).at(-1)).toMatchObject({ released: 5 });
    expect(await redis.zcard("uniquejobs:digests")).toBe(17);
  });

  it("is for operators who see every queue", async () => {
    const body = { kind: "unique_jobs", locks: [{ digest: "uniquejobs:lost", token: "0".repeat(40) }] };
    expect((await server.call("/default/locks/release", { as: "vera", body })).status).toBe(403);
    expect((await sweep(1, "vera")).status).toBe(403);
    expect((await server.call("/default/locks", { as: "sam" })).status).toBe(403);
    const [failed] = await lines<{ failed?: string }>(await check("sam"));
    expect(failed?.failed).toBe("forbidden");
    expect(await (await server.call("/default/locks/release", { as: "otto", body })).json()).toMatchObject({
      changed: 1,
    });
    expect(await redis.zcard("uniquejobs:digests")).toBe(2);
  });
});
