import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { startWorker, until } from "../ruby/run";
import { applyToAll, writerOf } from "./frozen";
import { entriesOf, openPair, origin, type Pair } from "./pair";

const QUEUES = ["default", "low", "with space/ü", "elsewhere"];

describe.each(["7.3", "8.1"] as const)("the real worker %s after our writes", (version) => {
  let pair: Pair;
  beforeAll(async () => {
    pair = await openPair(version);
  }, 120_000);
  afterAll(() => pair.close());
  beforeEach(() => pair.fresh());

  /** What the worker ran until it was idle: [class, jid, args] as Ruby got them, sorted. */
  async function executed(which: "theirs" | "ours", expected: number): Promise<string[]> {
    const redis = pair[which];
    const redisUrl = which === "ours" ? pair.ourUrl : pair.theirUrl;
    const worker = await startWorker(version, { redisUrl, queues: QUEUES });
    try {
      const runs = () => redis.llen("executed");
      await until(
        async () => (await runs()) >= expected,
        30_000,
        () => `too few jobs ran:\n${worker.log()}`,
      );
      await new Promise((resolve) => setTimeout(resolve, 500)); // one run too many would come now
    } finally {
      await worker.stop();
    }
    return (await redis.lrange("executed", "0", "-1")).sort();
  }

  it("runs every job that was retried or run now, once, with the arguments the gem would have given", async () => {
    const broken = (await pair.seed.zrange("dead", "0", "-1")).filter((member) => !member.endsWith("}"));
    for (const redis of [pair.theirs, pair.ours]) await redis.zrem("dead", ...broken);
    await pair.ruby(`Sidekiq::RetrySet.new.retry_all
      Sidekiq::DeadSet.new.retry_all
      Sidekiq::ScheduledSet.new.each(&:add_to_queue)`);
    expect((await applyToAll(pair, "retry", "retry")).done).toBe(9);
    expect((await applyToAll(pair, "retry", "dead")).done).toBe(4);
    expect((await applyToAll(pair, "run_now", "scheduled")).done).toBe(7);
    const all = 9 + 4 + 7 + 5 + 3 + 2;
    const theirs = await executed("theirs", all);
    const ours = await executed("ours", all);
    expect(ours).toHaveLength(all);
    expect(ours).toEqual(theirs);
    expect(ours.filter((line) => line.includes("9007199254740993,-1.0,"))).not.toHaveLength(0);
    // A job that fails again goes back to where it was, with the same count as after the gem's own retry.
    const counts = async (redis: Pair["ours"], key: string) =>
      (await redis.zrange(key, "0", "-1")).map((member) => /"retry_count":-?\d+/.exec(member)?.[0] ?? "none").sort();
    for (const key of ["retry", "dead"]) expect(await counts(pair.ours, key)).toEqual(await counts(pair.theirs, key));
  });

  it("runs a job that was moved to another queue, with the same arguments", async () => {
    const before = await entriesOf(pair.store, { queue: "low" });
    const refs = before.map((job) => job.ref);
    const request = { verb: "move", refs, queue: "elsewhere", batch: origin() } as const;
    const outcomes = await writerOf(pair).apply(request);
    expect(outcomes.map((outcome) => [outcome.status, outcome.destination])).toEqual(
      before.map(() => ["done", "elsewhere"]),
    );
    expect(await pair.ours.exists("queue:low")).toBe(0);
    expect(await pair.ours.sismember("queues", "elsewhere")).toBe(1);
    const all = 5 + 3 + 2;
    expect(await executed("ours", all)).toEqual(await executed("theirs", all));
  });

  it("runs what was deleted and restored, and a job that was killed and retried", async () => {
    const scheduled = (await entriesOf(pair.store, { set: "scheduled" })).map((job) => job.ref);
    const batch = origin();
    await writerOf(pair).apply({ verb: "delete", refs: scheduled, batch });
    expect(await pair.ours.exists("schedule")).toBe(0);
    while (((await pair.store.trash?.restore(batch.id))?.left ?? 0) > 0);
    await applyToAll(pair, "kill", "scheduled");
    expect(await pair.ours.exists("schedule")).toBe(0);
    await applyToAll(pair, "retry", "dead");
    await pair.ruby(`Sidekiq::DeadSet.new.find { |job| job.value.end_with?("1") }&.delete
      Sidekiq::ScheduledSet.new.each(&:add_to_queue)
      Sidekiq::DeadSet.new.retry_all`);
    const all = 7 + 4 + 5 + 3 + 2;
    expect(await executed("ours", all)).toEqual(await executed("theirs", all));
  });

  it("goes quiet and stops when we tell it to", async () => {
    const worker = await startWorker(version, { redisUrl: pair.ourUrl });
    try {
      expect(await pair.store.processes.signal?.(worker.identity, "quiet")).toBe("done");
      const quiet = async () => (await pair.ours.hget(worker.identity, "quiet")) === "true";
      await until(quiet, 15_000, () => `it did not go quiet:\n${worker.log()}`);
      expect(await pair.store.processes.signal?.(worker.identity, "stop")).toBe("done");
      await worker.gone();
      expect(await pair.ours.sismember("processes", worker.identity)).toBe(0);
    } finally {
      await worker.kill();
    }
  });
});
