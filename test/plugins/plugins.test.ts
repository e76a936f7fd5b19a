import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { LockVerdict } from "@/lib/domain/lock.schema";
import type { FailurePage } from "@/lib/domain/plugin.schema";
import type { Store } from "@/lib/stores/port";
import { openSidekiqStore } from "@/lib/stores/sidekiq/store";
import { config } from "@/lib/stores/sidekiq/test-harness";
import { startRedis, type TestRedis } from "@/lib/testing/redis-server";
import { runRuby, startWorker, until } from "../ruby/run";

/** What the real plug-ins leave in the store on Sidekiq 7.3, as we show it. */
describe("plug-ins beside Sidekiq", () => {
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
  });
  afterEach(() => store.close());

  const open = async () => {
    store = openSidekiqStore(config(server.url, null), { heartbeatMs: 100 });
    return store.present();
  };
  const ruby = (plugins: string, source: string) =>
    runRuby("7.3", source, { redisUrl: server.url, env: { PLUGINS: plugins } });
  const work = async (plugins: string, condition: () => Promise<boolean>) => {
    const worker = await startWorker("7.3", { redisUrl: server.url, env: { PLUGINS: plugins } });
    try {
      await until(condition, 30_000, () => `waited in vain:\n${worker.log()}`);
    } finally {
      await worker.stop();
    }
  };
  const ran = async () => (await redis.lrange("executed", "0", "-1")).length;
  const first = { cursor: null, limit: 50 };

  it("nothing of what is not installed is present", async () => {
    await runRuby("7.3", "HardJob.perform_async(1)", { redisUrl: server.url });
    expect([...(await open())]).toEqual([]);
  });

  it("sidekiq-batch: progress, failures, callbacks and the nested batch", async () => {
    const bids = await ruby(
      "batch",
      `outer = Sidekiq::Batch.new
       outer.description = "nightly import"
       outer.on(:success, "BatchCallback", "password" => "hunter2")
       outer.on(:complete, "BatchCallback#on_complete", "to" => "ops")
       inner = nil
       outer.jobs do
         BatchedJob.perform_async("good")
         BatchedJob.perform_async("bad")
         inner = Sidekiq::Batch.new
         inner.description = "part one"
         inner.jobs { BatchedJob.perform_async("good", 2) }
       end
       answer([outer.bid, inner.bid])`,
    );
    const [outer, inner] = Array.isArray(bids) ? bids.map(String) : [];
    expect([...(await open())]).toContain("batches");
    const page = await store.batches?.page({ kind: null, q: null, ...first });
    expect(page?.kind).toBe("open_source");
    expect(page?.batches.map(({ bid }) => bid).sort()).toEqual([outer, inner].sort());
    expect(page?.batches.every(({ state }) => state === "running")).toBe(true);
    const before = await store.batches?.batch(outer ?? "");
    expect(before).toMatchObject({ description: "nightly import", children: 1, failures: 0, parentBid: null });
    expect(before?.nested.map(({ bid }) => bid)).toEqual([inner]);
    expect(before?.callbacks.map(({ event }) => event).sort()).toEqual(["complete", "success"]);
    expect(JSON.stringify(before)).not.toContain("hunter2");
    expect((await store.batches?.batch(inner ?? ""))?.ancestors.map(({ bid }) => bid)).toEqual([outer]);

    await work("batch", async () => (await ran()) >= 3 && (await redis.scard(`BID-${outer}-failed`)) === 1);
    const after = await store.batches?.batch(outer ?? "");
    expect(after).toMatchObject({ failures: 1 });
    const status = await ruby("batch", `answer(Sidekiq::Batch::Status.new("${outer}").data)`);
    expect(status).toMatchObject({ total: after?.total, failures: after?.failures });
    const [dead] = await redis.zrange("dead", 0, "-1");
    expect(after?.failed.map(({ jid }) => jid)).toEqual([JSON.parse(dead ?? "{}").jid]);
    expect(after?.unfinished).toContain(after?.failed[0]?.jid);
  });

  it("sidekiq-status: what a job said of itself, on its page and in the list", async () => {
    const jid = String(await ruby("status", 'answer(FollowedJob.perform_async("a", {"token" => "abc"}))'));
    expect([...(await open())]).toContain("statuses");
    expect((await store.plugins?.statuses(first))?.statuses).toMatchObject([
      { jid, status: "queued", class: "FollowedJob" },
    ]);
    await work("status", async () => (await redis.hget(`sidekiq:status:${jid}`, "status")) === "complete");
    const { status } = (await store.plugins?.job({ jid, class: "FollowedJob", digest: null })) ?? {};
    expect(status).toMatchObject({ status: "complete", at: 50, total: 200, message: "a quarter" });
    expect(status?.args).not.toContain("abc");
    expect(status?.ttlMs).toBeGreaterThan(0);
    expect(Math.abs((status?.updatedAtMs ?? 0) - Date.now())).toBeLessThan(120_000);
  });

  it("sidekiq-failures: each failure once, newest first, with cursor, and those of one job", async () => {
    const jid = String(await ruby("failures", 'answer(DiesAtOnceJob.perform_async("first"))'));
    await ruby("failures", '4.times { |n| DiesAtOnceJob.perform_async("more #{n}") }');
    await work("failures", async () => (await redis.zcard("failed")) === 5);
    expect([...(await open())]).toContain("failures");
    const seen: string[] = [];
    for (let cursor: string | null = null, turn = 0; turn < 6; turn++) {
      const page: FailurePage | undefined = await store.plugins?.failures({ cursor, limit: 2 });
      seen.push(...(page?.failures.map(({ id }) => id) ?? []));
      expect(page?.failures.every(({ error }) => error?.class === "ArgumentError")).toBe(true);
      cursor = page?.nextCursor ?? null;
      if (cursor === null) break;
    }
    expect(new Set(seen).size).toBe(5);
    expect(seen).toHaveLength(5);
    const own = (await store.plugins?.job({ jid, class: null, digest: null }))?.failures;
    expect(own).toMatchObject([{ jid, error: { class: "ArgumentError", message: "first" } }]);
    expect(own?.[0]?.processor).toMatch(/:\d+$/);
  });

  it("sidekiq-throttled: the jobs in hand and the runs of the period", async () => {
    const jid = String(await ruby("throttled", "answer(ThrottledJob.perform_async(2))"));
    let inHand: string[] | undefined;
    await work("throttled", async () => {
      if ((await redis.zcard("throttled:ThrottledJob:concurrency.v2")) > 0 && !inHand) {
        await open();
        const page = await store.plugins?.limiters(first);
        inHand = page?.limiters.find(({ kind }) => kind === "concurrency")?.jids;
      }
      return (await ran()) === 1;
    });
    expect(inHand).toEqual([jid]);
    const { throttles } = (await store.plugins?.job({ jid, class: "ThrottledJob", digest: null })) ?? {};
    const threshold = throttles?.find(({ kind }) => kind === "threshold");
    expect(threshold).toMatchObject({ name: "ThrottledJob", size: 1 });
    expect(Math.abs((threshold?.oldestAtMs ?? 0) - Date.now())).toBeLessThan(120_000);
  });

  describe("activejob-uniqueness", () => {
    const enqueue = (args: string, job = "UniqueActiveJob") =>
      ruby("uniqueness", `job = ${job}.perform_later(${args}); answer(job ? true : false)`);
    const verdicts = async () => {
      const found: LockVerdict[] = [];
      const page = await store.locks?.page({ kind: "active_job", q: null, olderThanSec: null, ...first });
      const digests = page?.locks.map(({ digest }) => digest) ?? [];
      for await (const step of store.locks?.check("active_job", digests) ?? []) found.push(...step.verdicts);
      return found;
    };

    it("knows the lock of a waiting job by its class and arguments", async () => {
      await enqueue('"a <b>", 1, {"x" => 1.5, y: [nil, true]}');
      await enqueue("", "Billing::HTTPChargeJob");
      expect([...(await open())]).toContain("locks");
      const page = await store.locks?.page({ kind: "active_job", q: null, olderThanSec: null, ...first });
      expect(page?.locks.map((lock) => lock.class).sort()).toEqual(["Billing::HttpChargeJob", "UniqueActiveJob"]);
      expect(page?.locks.every(({ ttlMs }) => (ttlMs ?? 0) > 500_000)).toBe(true);
      expect(await verdicts()).toEqual([
        expect.objectContaining({ verdict: "live", evidence: "same_arguments" }),
        expect.objectContaining({ verdict: "live", evidence: "same_arguments" }),
      ]);
    });

    it("calls a lock orphaned when no job of its class is anywhere, and the gem enqueues again once it is let go", async () => {
      expect(await enqueue("1")).toBe(true);
      expect(await enqueue("1")).toBe(false);
      await redis.del("queue:default");
      await open();
      const [orphan] = await verdicts();
      expect(orphan).toMatchObject({ verdict: "orphaned", evidence: "no_job_of_class" });
      const lock = { digest: orphan?.digest ?? "", token: orphan?.token ?? "" };
      expect(await store.locks?.release?.("active_job", [{ ...lock, token: "0".repeat(40) }])).toEqual(["changed"]);
      expect(await enqueue("1")).toBe(false);
      expect(await store.locks?.release?.("active_job", [lock])).toEqual(["released"]);
      expect(await enqueue("1")).toBe(true);
      expect(await enqueue("1")).toBe(false);
      expect((await verdicts())[0]).toMatchObject({ verdict: "live" });
      await redis.set("precious", "x");
      expect(await store.locks?.release?.("active_job", [{ digest: "precious", token: lock.token }])).toEqual([
        "refused",
      ]);
      expect(await redis.get("precious")).toBe("x");
    });
  });
});
