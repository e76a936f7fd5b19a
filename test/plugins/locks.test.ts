import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { LockCheck, LockKind, LockVerdict } from "@/lib/domain/lock.schema";
import type { Locks, Store } from "@/lib/stores/port";
import { openSidekiqStore } from "@/lib/stores/sidekiq/store";
import { config } from "@/lib/stores/sidekiq/test-harness";
import { startRedis, type TestRedis } from "@/lib/testing/redis-server";
import { runRuby, type SidekiqVersion, startWorker, until } from "../ruby/run";

const env = { UNIQUE_JOBS: "1" };
/** The tests' processes report each second. */
const HEARTBEAT_MS = 5_000;

/** The locks that the real sidekiq-unique-jobs 8.1 keeps: read, judged, and let go so that the gem agrees. */
describe.each<SidekiqVersion>(["6.5", "7.3", "8.1"])("unique locks of the gem on Sidekiq %s", (version) => {
  let server: TestRedis;
  let store: Store;
  let redis: ReturnType<TestRedis["client"]>;
  beforeAll(async () => {
    server = await startRedis();
    redis = server.client();
  });
  afterAll(() => server.stop());
  beforeEach(async () => {
    await redis.flushall();
    store = openSidekiqStore(config(server.url, null), { heartbeatMs: HEARTBEAT_MS });
  });
  afterEach(() => store.close());

  const ruby = (source: string, more = {}) =>
    runRuby(version, source, { redisUrl: server.url, env: { ...env, ...more } });
  const push = (argument = "same", job = "UniqueJob") => ruby(`answer(${job}.perform_async("${argument}"))`);
  const locks = () => store.locks as Locks;
  const page = async (kind: LockKind = "unique_jobs", over = {}) =>
    locks().page({ kind, cursor: null, limit: 50, q: null, olderThanSec: null, ...over });
  const check = (digests: string[] | null = null, kind: LockKind = "unique_jobs") => checked(locks(), kind, digests);
  /** As if the lock were taken long ago. */
  const age = async (digest: string) => {
    for (const jid of await redis.hkeys(`${digest}:LOCKED`)) await redis.hset(`${digest}:LOCKED`, jid, "1795355549.5");
    await redis.zadd("uniquejobs:digests", "1795355549.5", digest);
  };

  it("shows holder, age and what lock_info noted, with arguments masked", async () => {
    const jid = await ruby('answer(UniqueInfoJob.perform_async("a", {"password" => "hunter2"}))', { LOCK_INFO: "1" });
    const { locks: found, total } = await page();
    expect(total).toBe(1);
    expect(found[0]).toMatchObject({
      holders: [{ jid }],
      holderTotal: 1,
      runtime: false,
      ttlMs: null,
      problem: null,
      class: "UniqueInfoJob",
      info: { class: "UniqueInfoJob", queue: "default", type: "until_executed", limit: null },
    });
    expect(found[0]?.info?.args).not.toContain("hunter2");
    expect((await page("unique_jobs", { q: "uniqueinfo" })).locks).toHaveLength(1);
    expect((await page("unique_jobs", { q: String(jid) })).locks).toHaveLength(1);
    expect((await page("unique_jobs", { q: "OtherJob" })).locks).toHaveLength(0);
    expect((await page("unique_jobs", { olderThanSec: 3_600 })).locks).toHaveLength(0);
    const counts = async (over: object) => (await page("unique_jobs", over)).locks.length;
    expect([await counts({ type: "until_executed" }), await counts({ type: "until_executing" })]).toEqual([1, 0]);
    expect(await counts({ type: "runtime" })).toBe(0);
    expect([await counts({ state: "held" }), await counts({ state: "no_holder" })]).toEqual([1, 0]);
    expect(await counts({ state: "waited_for" })).toBe(0);
    await redis.rpush(`${found[0]?.digest}:QUEUED`, "0123456789abcdef01234567");
    expect(await counts({ state: "waited_for", q: "uniqueinfo", type: "until_executed" })).toBe(1);
    expect(await counts({ state: "waited_for", q: "OtherJob" })).toBe(0);
    await redis.del(`${found[0]?.digest}:LOCKED`);
    expect([await counts({ state: "held" }), await counts({ state: "no_holder" })]).toEqual([0, 1]);
  });

  it("calls the lock of a waiting job live, and of a job that was lost orphaned", async () => {
    await push("kept");
    await push("lost");
    const [first, second] = await redis.lrange("queue:default", 0, -1);
    await redis.lrem("queue:default", 1, (first ?? "").includes("lost") ? (first ?? "") : (second ?? ""));
    for (const { digest } of (await page()).locks) await age(digest);
    const { counts, verdicts } = await check();
    expect(counts).toEqual({ live: 1, orphaned: 1, unknown: 0 });
    expect(verdicts).toEqual([expect.objectContaining({ verdict: "orphaned", evidence: "nowhere" })]);
  });

  it("a lock that is let go lets the next push through, and then holds back a duplicate again", async () => {
    await push();
    await redis.del("queue:default");
    expect(await push()).toBeNull();
    const [lock] = (await page()).locks;
    await age(lock?.digest ?? "");
    const { verdicts } = await check();
    expect(verdicts).toHaveLength(1);
    expect(await locks().release?.("unique_jobs", verdicts.map(released))).toEqual(["released"]);
    const left = (await redis.keys("uniquejobs:*")).filter((key) => !/:(live|dead|changelog|reaper)$/.test(key));
    expect(left).toEqual([]);
    expect(await push()).not.toBeNull();
    expect(await push()).toBeNull();
  });

  it("never lets go a lock that was taken again since it was looked at", async () => {
    await push();
    const [lock] = (await page()).locks;
    await ruby('Sidekiq::Queue.new("default").clear');
    const other = await push();
    expect(other).not.toBeNull();
    const stale = { digest: lock?.digest ?? "", token: lock?.token ?? "" };
    expect(await locks().release?.("unique_jobs", [stale])).toEqual(["changed"]);
    expect(await push()).toBeNull();
    expect(await redis.hkeys(`${stale.digest}:LOCKED`)).toEqual([other]);
    await ruby('Sidekiq::Queue.new("default").clear');
    expect(await locks().release?.("unique_jobs", [stale])).toEqual(["gone"]);
  });

  it("a lock kept until it expires is no orphan, whatever became of its job", async () => {
    await push("x", "UniqueExpiringJob");
    await redis.del("queue:default");
    const [lock] = (await page("expiring")).locks;
    expect(lock?.ttlMs).toBeGreaterThan(500_000);
    const { verdicts } = await check([lock?.digest ?? ""], "expiring");
    expect(verdicts).toEqual([expect.objectContaining({ verdict: "live", evidence: "until_expired" })]);
  });

  it("finds the job that runs, although no queue holds it, and the runtime lock it has", async () => {
    await ruby("UniqueSlowJob.perform_async(90)");
    const worker = await startWorker(version, { redisUrl: server.url, env });
    try {
      await until(
        async () => (await redis.zrange("uniquejobs:digests", "0", "-1")).some((digest) => digest.endsWith(":RUN")),
        20_000,
        () => `nothing runs:\n${worker.log()}`,
      );
      for (const { digest } of (await page()).locks) await age(digest);
      const { counts } = await check();
      expect(counts).toMatchObject({ orphaned: 0 });
      expect(counts.live).toBeGreaterThan(0);
      const [first] = (await page()).locks;
      const named = await check([first?.digest ?? ""]);
      expect(named.verdicts[0]).toMatchObject({ verdict: "live", evidence: "found", class: "UniqueSlowJob" });
    } finally {
      await worker.kill();
    }
  });
});

const released = ({ digest, token, missing }: LockVerdict) => ({ digest, token: token ?? "", jids: missing });

async function checked(locks: Locks, kind: LockKind, digests: string[] | null) {
  const verdicts: LockVerdict[] = [];
  let last: LockCheck | null = null;
  for await (const step of locks.check(kind, digests)) {
    verdicts.push(...step.verdicts);
    last = step;
  }
  if (last?.phase !== "done") throw new Error("the check did not end");
  return { ...last, verdicts };
}
