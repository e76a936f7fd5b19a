import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { startRedis, type TestRedis } from "@/lib/testing/redis-server";
import { runRuby, type SidekiqVersion, startWorker, until } from "@/test/ruby/run";
import { push } from "./client";
import { enqueueDue } from "./poller";
import { FleetProcess, JobError, type RunningJob } from "./process";

const versions: SidekiqVersion[] = ["7.3", "8.1"];
let server: TestRedis;
beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server.stop());

const TRICKY = `[9007199254740993,1.0,"é \\u2028",[],{"a":{"b":[]}}]`;

function fleetProcess(redisUrl: string, perform: (job: RunningJob) => Promise<void>): FleetProcess {
  return new FleetProcess({
    redisUrl,
    hostname: "fleet",
    pid: process.pid,
    tag: "test",
    concurrency: 2,
    queues: { default: 0 },
    heartbeatMs: 200,
    pollMs: null,
    perform,
  });
}

describe.each(versions)("the fleet beside the real Sidekiq %s", (version) => {
  const db = versions.indexOf(version);
  const redisUrl = () => `redis://127.0.0.1:${server.port}/${db}`;

  it("runs what the gem pushed; what failed here and was retried there still has the same arguments", async () => {
    const redis = server.client(db);
    await redis.flushdb();
    await runRuby(version, `HardJob.perform_async(9007199254740993, 1.0, "é \u2028", [], {"a" => {"b" => []}})`, {
      redisUrl: redisUrl(),
    });
    const seen: string[] = [];
    const ours = fleetProcess(redisUrl(), async (job) => {
      seen.push(job.text);
      throw new JobError("Shop::Unavailable", "not now");
    });
    await ours.start();
    await until(
      async () => (await redis.zcard("retry")) === 1,
      10_000,
      () => "nothing reached the retry set",
    );
    await ours.stop();
    expect(seen).toHaveLength(1);

    const facts = await runRuby(
      version,
      `job = Sidekiq::RetrySet.new.first
       answer({class: job.klass, error: job["error_class"], message: job["error_message"], count: job["retry_count"],
               in: job.at - Time.now, failed: Time.now.to_f - (job["failed_at"].is_a?(Integer) ? job["failed_at"] / 1000.0 : job["failed_at"]),
               stats: [Sidekiq::Stats.new.processed, Sidekiq::Stats.new.failed], processes: Sidekiq::ProcessSet.new.size})`,
      { redisUrl: redisUrl() },
    );
    expect(facts).toMatchObject({
      class: "HardJob",
      error: "Shop::Unavailable",
      message: "not now",
      count: 0,
      stats: [1, 1],
      processes: 0,
    });

    const [member] = await redis.zrange("retry", "0", "0");
    await redis.zadd("retry", 0, member ?? "");
    const worker = await startWorker(version, { redisUrl: redisUrl() });
    try {
      await enqueueDue(redis);
      await until(
        async () => (await redis.llen("executed")) === 1,
        20_000,
        () => worker.log(),
      );
    } finally {
      await worker.stop();
    }
    expect(await redis.lindex("executed", 0)).toContain(`,[9007199254740993,1.0,"é \u2028",[],{"a":{"b":[]}}]]`);
  });

  it("pushes what the gem runs, shows itself as the gem's API expects, and obeys its signals", async () => {
    const redis = server.client(db);
    await redis.flushdb();
    let release = () => {};
    const held = new Promise<void>((resolve) => {
      release = resolve;
    });
    const ours = fleetProcess(redisUrl(), () => held);
    await ours.start();
    await push(redis, { class: "SlowJob", queue: "default", args: "[0]" });
    await until(
      async () => (await redis.hlen(`${ours.identity}:work`)) === 1,
      10_000,
      () => "no running work shown",
    );
    const facts = await runRuby(
      version,
      `process = Sidekiq::ProcessSet.new.first
       work = Sidekiq::WorkSet.new.first
       answer({identity: process.identity, busy: process["busy"], queues: process.queues,
               queue: work[2].queue, class: work[2].job.klass})
       process.quiet!`,
      { redisUrl: redisUrl() },
    );
    expect(facts).toEqual({
      identity: ours.identity,
      busy: 1,
      queues: ["default"],
      queue: "default",
      class: "SlowJob",
    });
    await until(
      async () => (await redis.hget(ours.identity, "quiet")) === "true",
      10_000,
      () => "it did not become quiet",
    );

    await push(redis, { class: "HardJob", queue: "default", args: TRICKY });
    release();
    await ours.stop();
    expect(await redis.llen("queue:default")).toBe(1);
    const worker = await startWorker(version, { redisUrl: redisUrl() });
    try {
      await until(
        async () => (await redis.llen("executed")) === 1,
        20_000,
        () => worker.log(),
      );
    } finally {
      await worker.stop();
    }
    expect(await redis.lindex("executed", 0)).toContain(`,[9007199254740993,1.0,"é \u2028",[],{"a":{"b":[]}}]]`);
  });

  it("writes the metrics that the gem's own query adds up", async () => {
    const redis = server.client(db);
    await redis.flushdb();
    const ours = fleetProcess(redisUrl(), async () => {});
    await ours.start();
    for (let i = 0; i < 5; i += 1) await push(redis, { class: "HardJob", queue: "default", args: "[]" });
    await until(
      async () => Number(await redis.get("stat:processed")) === 5,
      10_000,
      () => "five jobs were not counted",
    );
    await ours.stop();
    const [key] = (await redis.keys("h|HardJob-*")).concat("");
    expect(key).not.toBe("");
    if (version !== "8.1") return;
    const counted = await runRuby(
      version,
      `require "sidekiq/metrics/query"
       result = Sidekiq::Metrics::Query.new.for_job("HardJob", minutes: 10)
       answer(result.job_results["HardJob"].totals["p"])`,
      { redisUrl: redisUrl() },
    );
    expect(counted).toBe(5);
  });
});
