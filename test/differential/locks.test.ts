import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { JobVerb } from "@/lib/domain/action.schema";
import type { JobSetName } from "@/lib/domain/job.schema";
import type { ListRef, Store } from "@/lib/stores/port";
import { startRedis, type TestRedis } from "@/lib/testing/redis-server";
import { runRuby, startWorker, until } from "../ruby/run";
import { entriesOf, openStore, origin } from "./pair";

/** Version 7 lets go the lock of an until_executed job that failed, and its worker loses a job whose lock another one holds. */
it("sidekiq-unique-jobs 7: retry from the retry set is refused while a later push holds the lock, and neither is lost", async () => {
  const server = await startRedis();
  const redis = server.client();
  const store = await openStore(server.url);
  const options = { redisUrl: server.url, env: { UNIQUE_JOBS: "1" } };
  const push = () => runRuby("6.5", 'answer(UniqueFailingJob.perform_async("same"))', options);
  const runs = async (count: number) => {
    const worker = await startWorker("6.5", options);
    const ran = async () => (await redis.zcard("retry")) === count && (await redis.llen("queue:default")) === 0;
    await until(ran, 30_000, () => `waited in vain:\n${worker.log()}`);
    await worker.stop();
  };
  const retry = async (jid: unknown) => {
    const ref = (await entriesOf(store, { set: "retry" })).find((job) => job.jid === jid)?.ref ?? "";
    const [outcome] = (await store.writer?.apply({ verb: "retry", refs: [ref], batch: origin() })) ?? [];
    return outcome?.reason ?? outcome?.status;
  };
  try {
    const first = await push();
    await runs(1);
    const second = await push();
    expect(second).not.toBeNull();
    expect(await retry(first)).toBe("lock_held");
    await runs(2);
    expect(await retry(first)).toBe("done");
    expect(await push()).toBeNull();
    expect(await retry(second)).toBe("lock_held");
    expect([await redis.llen("queue:default"), await redis.zcard("retry")]).toEqual([1, 1]);
  } finally {
    await store.close();
    await server.stop();
  }
}, 120_000);

/** sidekiq-unique-jobs 8.1 on Sidekiq 7.3: what we remove frees its lock, what we keep keeps it, and no lock of another is touched. */
describe("unique jobs after our writes", () => {
  let server: TestRedis;
  let store: Store;
  let redis: ReturnType<TestRedis["client"]>;
  const env = { UNIQUE_JOBS: "1" };
  beforeAll(async () => {
    server = await startRedis();
    redis = server.client();
  });
  afterAll(() => server.stop());
  beforeEach(async () => {
    await redis.flushall();
    store = await openStore(server.url);
  });
  afterEach(() => store.close());

  const ruby = (source: string) => runRuby("7.3", source, { redisUrl: server.url, env });
  /** The jid when the push was let through, null when a lock held it back. */
  const push = (job = "UniqueJob", argument = "same") => ruby(`answer(${job}.perform_async("${argument}"))`);
  const only = async (list: ListRef) => {
    const entries = await entriesOf(store, list);
    expect(entries).toHaveLength(1);
    return entries[0]?.ref ?? "";
  };
  const apply = async (verb: JobVerb, refs: readonly string[], further = {}) => {
    const outcomes = await store.writer?.apply({ verb, refs, batch: origin(), ...further });
    return outcomes?.map(({ status, reason }) => (reason ? `${status}: ${reason}` : status));
  };
  const runUntil = async (condition: () => Promise<boolean>) => {
    const worker = await startWorker("7.3", { redisUrl: server.url, env });
    try {
      await until(condition, 30_000, () => `waited in vain:\n${worker.log()}`);
    } finally {
      await worker.stop();
    }
  };
  const failOnce = async () => {
    expect(await push("UniqueFailingJob")).not.toBeNull();
    await runUntil(async () => (await redis.zcard("retry")) === 1);
    expect(await push("UniqueFailingJob")).toBeNull();
  };
  const ran = async () => (await redis.lrange("executed", "0", "-1")).length;

  it("delete from a queue frees the lock", async () => {
    await push();
    expect(await push()).toBeNull();
    expect(await apply("delete", [await only({ queue: "default" })])).toEqual(["done"]);
    expect(await push()).not.toBeNull();
    expect(await push()).toBeNull();
  });

  it("delete from the scheduled set frees the lock", async () => {
    await ruby('UniqueJob.perform_in(3600, "same")');
    expect(await push()).toBeNull();
    await apply("delete", [await only({ set: "scheduled" })]);
    expect(await push()).not.toBeNull();
  });

  it.each(["delete", "kill"] as const)("%s from the retry set frees the lock", async (verb) => {
    await failOnce();
    expect(await apply(verb, [await only({ set: "retry" })])).toEqual(["done"]);
    expect(await push("UniqueFailingJob")).not.toBeNull();
    expect(await push("UniqueFailingJob")).toBeNull();
  });

  it("retry from the retry set keeps the lock, and the job runs", async () => {
    await failOnce();
    expect(await apply("retry", [await only({ set: "retry" })])).toEqual(["done"]);
    expect(await push("UniqueFailingJob")).toBeNull();
    const before = await ran();
    await runUntil(async () => (await ran()) > before);
    expect(await ran()).toBe(before + 1);
  });

  it("run now from the scheduled set keeps the lock, the job runs, and then the lock is free", async () => {
    await ruby('UniqueJob.perform_in(3600, "same")');
    expect(await apply("run_now", [await only({ set: "scheduled" })])).toEqual(["done"]);
    expect(await push()).toBeNull();
    await runUntil(async () => (await ran()) === 1);
    expect(await push()).not.toBeNull();
  });

  it("retry from the dead set takes the free lock again, so that no duplicate gets in, and the job runs", async () => {
    await failOnce();
    await ruby("Sidekiq::RetrySet.new.first.kill");
    expect(await apply("retry", [await only({ set: "dead" })])).toEqual(["done"]);
    expect(await push("UniqueFailingJob")).toBeNull();
    const before = await ran();
    await runUntil(async () => (await ran()) > before);
  });

  it("retry from the dead set is refused while another job holds the lock, and nothing is written", async () => {
    await failOnce();
    await ruby("Sidekiq::RetrySet.new.first.kill");
    const other = await push("UniqueFailingJob");
    expect(other).not.toBeNull();
    const ref = await only({ set: "dead" });
    expect(await apply("retry", [ref])).toEqual(["refused: lock_held"]);
    expect(await redis.zcard("dead")).toBe(1);
    expect(await redis.llen("queue:default")).toBe(1);
    expect(await apply("retry", [ref], { ignoreLock: true })).toEqual(["done"]);
    expect(await redis.llen("queue:default")).toBe(2);
  });

  it("delete of a dead job leaves the lock of another alone; the gem's own delete frees it and lets a duplicate in", async () => {
    const seed = async () => {
      await redis.flushall();
      await failOnce();
      await ruby("Sidekiq::RetrySet.new.first.kill");
      expect(await push("UniqueFailingJob")).not.toBeNull();
    };
    await seed();
    await ruby("Sidekiq::DeadSet.new.first.delete");
    expect(await push("UniqueFailingJob")).not.toBeNull();
    await seed();
    expect(await apply("delete", [await only({ set: "dead" })])).toEqual(["done"]);
    expect(await push("UniqueFailingJob")).toBeNull();
  });

  it("a lock that is kept until it expires outlives the job we delete", async () => {
    await push("UniqueExpiringJob");
    expect(await apply("delete", [await only({ queue: "default" })])).toEqual(["done"]);
    expect(await push("UniqueExpiringJob")).toBeNull();
  });

  it("undo of a delete takes the lock again", async () => {
    await push();
    const batch = origin();
    await store.writer?.apply({ verb: "delete", refs: [await only({ queue: "default" })], batch });
    expect(await store.trash?.restore(batch.id)).toMatchObject({ restored: 1, left: 0 });
    expect(await push()).toBeNull();
    await runUntil(async () => (await ran()) === 1);
    expect(await push()).not.toBeNull();
  });

  it.each(["clear", "delete"] as const)("%s of a queue frees the locks of its jobs", async (verb) => {
    for (const argument of ["a", "b", "c"]) expect(await push("UniqueJob", argument)).not.toBeNull();
    const request = { queue: "default", expected: 3, newestRef: null, withoutUndo: false, batch: origin() };
    expect((await store.queues[verb]?.(request))?.status).toBe("done");
    for (const argument of ["a", "b", "c"]) expect(await push("UniqueJob", argument)).not.toBeNull();
  });

  it.each(["delete", "kill"] as const)("after %s of a job exactly one of many pushes gets in", async (verb) => {
    await push();
    const refs = [await only({ queue: "default" })];
    const outcome = await apply(verb, refs);
    expect(outcome).toEqual(["done"]);
    const pushed = await ruby('answer(5.times.map { UniqueJob.perform_async("same") })');
    expect(Array.isArray(pushed) ? pushed.filter((jid) => jid !== null) : pushed).toHaveLength(1);
    expect(await redis.llen("queue:default")).toBe(1);
  });

  it("reschedule keeps the lock, and the job runs at its new time", async () => {
    await ruby('UniqueJob.perform_in(3600, "same")');
    expect(await apply("reschedule", [await only({ set: "scheduled" })], { atMs: Date.now() - 1_000 })).toEqual([
      "done",
    ]);
    expect(await push()).toBeNull();
    await runUntil(async () => (await ran()) === 1);
    expect(await push()).not.toBeNull();
  });

  it("move of a waiting job keeps its lock and the queue its digest was made of", async () => {
    await push();
    expect(await apply("move", [await only({ queue: "default" })], { queue: "low" })).toEqual(["done"]);
    expect(await push()).toBeNull();
    const worker = await startWorker("7.3", { redisUrl: server.url, env, queues: ["default", "low"] });
    try {
      await until(
        async () => (await ran()) === 1,
        30_000,
        () => `waited in vain:\n${worker.log()}`,
      );
    } finally {
      await worker.stop();
    }
    expect(await push()).not.toBeNull();
  });

  it("until_executing: delete before the start frees the lock, and so does the start", async () => {
    await push("UniqueUntilExecutingJob");
    expect(await push("UniqueUntilExecutingJob")).toBeNull();
    expect(await apply("delete", [await only({ queue: "default" })])).toEqual(["done"]);
    expect(await push("UniqueUntilExecutingJob")).not.toBeNull();
    await runUntil(async () => (await ran()) === 1);
    expect(await push("UniqueUntilExecutingJob")).not.toBeNull();
  });

  it("undo of a delete from the retry set gives the job its lock back", async () => {
    await failOnce();
    const batch = origin();
    await store.writer?.apply({ verb: "delete", refs: [await only({ set: "retry" })], batch });
    expect(await store.trash?.restore(batch.id)).toMatchObject({ restored: 1 });
    expect(await push("UniqueFailingJob")).toBeNull();
    expect(await redis.zcard("retry")).toBe(1);
  });

  it("undo is refused while a later push holds the lock: no duplicate gets in", async () => {
    await push();
    const batch = origin();
    await store.writer?.apply({ verb: "delete", refs: [await only({ queue: "default" })], batch });
    expect(await push()).not.toBeNull();
    expect(await store.trash?.restore(batch.id)).toMatchObject({ restored: 0, refused: 1, left: 1 });
    expect(await redis.llen("queue:default")).toBe(1);
    await runUntil(async () => (await ran()) === 1);
    expect(await store.trash?.restore(batch.id)).toMatchObject({ restored: 1, left: 0 });
    expect(await push()).toBeNull();
  });

  it("run now of a dead job takes the lock, and a push meanwhile is held back until it ran", async () => {
    await failOnce();
    await ruby("Sidekiq::RetrySet.new.first.kill");
    expect(await apply("run_now", [await only({ set: "dead" })])).toEqual(["done"]);
    expect(await push("UniqueFailingJob")).toBeNull();
    await apply("delete", [await only({ queue: "default" })]);
    expect(await push("UniqueFailingJob")).not.toBeNull();
  });

  it.each(["scheduled", "retry"] satisfies JobSetName[])(
    "the keys of a lock are gone with the last job of the %s set",
    async (set) => {
      if (set === "retry") await failOnce();
      else await ruby('UniqueJob.perform_in(3600, "same")');
      await apply("delete", [await only({ set })]);
      const left = (await redis.keys("uniquejobs:*")).filter((key) => !/:(live|dead|changelog|reaper)$/.test(key));
      expect(left).toEqual([]);
    },
  );
});
