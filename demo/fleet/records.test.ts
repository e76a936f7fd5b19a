import { afterAll, beforeAll, expect, it } from "vitest";
import { startRedis, type TestRedis } from "@/lib/testing/redis-server";
import { runRuby, until } from "@/test/ruby/run";
import { push } from "./client";
import { FleetProcess, JobError } from "./process";
import { withRecords } from "./records";

let server: TestRedis;
beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server.stop());

const ask = (plugin: string, source: string) =>
  runRuby("7.3", source, { redisUrl: server.url, env: { PLUGINS: plugin } });

it("writes what sidekiq-failures, sidekiq-status and sidekiq-throttled read as their own", async () => {
  const redis = server.client();
  let inHand: string[] = [];
  const perform = withRecords(redis, "fleet:7", async (job) => {
    if (job.class === "Billing::ChargeCardJob")
      inHand = await redis.zrange(`throttled:${job.class}:concurrency.v2`, "0", "-1");
    if (job.class === "Catalogue::ImportPageJob")
      throw new JobError("Catalogue::FeedError", "page 7: price is missing");
  });
  const ours = new FleetProcess({
    redisUrl: server.url,
    hostname: "fleet",
    pid: 7,
    tag: "test",
    concurrency: 1,
    queues: { default: 0 },
    pollMs: null,
    perform,
  });
  await ours.start();
  const charged = await push(redis, { class: "Billing::ChargeCardJob", queue: "default", args: "[1]" });
  const failed = await push(redis, { class: "Catalogue::ImportPageJob", queue: "default", args: "[7]" });
  const done = await push(redis, { class: "Video::TranscodeJob", queue: "default", args: "[9]" });
  await until(
    async () => (await redis.hget(`sidekiq:status:${done}`, "status")) === "complete",
    10_000,
    () => "the last job did not end",
  );
  await ours.stop();

  expect(inHand).toEqual([charged]);
  expect(await redis.zcard("throttled:Billing::ChargeCardJob:concurrency.v2")).toBe(0);
  expect(
    await ask(
      "failures",
      `failure = Sidekiq::Failures::FailureSet.new.first
       answer([failure.jid, failure.klass, failure["error_class"], failure["error_message"], failure["processor"]])`,
    ),
  ).toEqual([failed, "Catalogue::ImportPageJob", "Catalogue::FeedError", "page 7: price is missing", "fleet:7"]);
  expect(
    await ask(
      "status",
      `answer([Sidekiq::Status.status("${failed}"), Sidekiq::Status.status("${done}"), Sidekiq::Status.at("${done}"),
               Sidekiq::Status.total("${done}")])`,
    ),
  ).toEqual(["retrying", "complete", 5, 5]);
});
