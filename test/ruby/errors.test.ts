import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openRedisLink } from "@/lib/redis/open";
import { ErrorIndex } from "@/lib/search/errors/error-index";
import { tally } from "@/lib/search/errors/tally";
import { createErrorScans } from "@/lib/stores/sidekiq/errors";
import { sidekiqKeys } from "@/lib/stores/sidekiq/keys";
import { startRedis, type TestRedis } from "@/lib/testing/redis-server";
import { runRuby, startWorker, until } from "./run";

let server: TestRedis;
beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server.stop());
beforeEach(async () => {
  await server.client().flushdb();
});

describe.each(["7.3", "8.1"] as const)("failures that Sidekiq %s wrote", (version) => {
  it("are groups of class, error and message; those of retry_on are counted in the scheduled set", async () => {
    const redisUrl = server.url;
    await runRuby(
      version,
      `3.times { |i| FailingJob.perform_async("Couldn't find Order with 'id'=#{i + 100}") }
       2.times { |i| FailingJob.perform_async("token=s3cr3t#{i} was refused") }
       2.times { |i| DiesAtOnceJob.perform_async("disk #{i} is full") }
       2.times { |i| ActiveRetryingJob.perform_later(i) }
       ActiveFailingJob.perform_later(1)
       HardJob.perform_in(3600, 1)`,
      { redisUrl },
    );
    const worker = await startWorker(version, { redisUrl, queues: ["default", "low"] });
    const client = server.client();
    try {
      await until(
        async () =>
          (await client.zcard("retry")) === 6 &&
          (await client.zcard("dead")) === 2 &&
          (await client.zcard("schedule")) === 3,
        40_000,
        () => `the jobs did not fail as they should:\n${worker.log()}`,
      );
    } finally {
      await worker.stop();
    }
    const link = openRedisLink({ url: redisUrl, tls: null });
    try {
      const index = new ErrorIndex(createErrorScans({ link, keys: sidekiqKeys(null), namespace: null }));
      await index.refresh(new AbortController().signal);
      const nowSec = Date.now() / 1_000;
      const groups = tally(index, index.state(), null);
      const found = groups.map(({ number, counts, firstSec, lastSec, trend }) => {
        expect(Math.abs(nowSec - lastSec)).toBeLessThan(120);
        expect(firstSec).toBeLessThanOrEqual(lastSec);
        expect(trend.reduce((sum, count) => sum + count, 0)).toBe(counts.retry + counts.dead + counts.scheduled);
        return { ...index.groups[number]?.name, ...counts };
      });
      expect(found).toHaveLength(5);
      expect(found).toEqual(
        expect.arrayContaining([
          {
            class: "FailingJob",
            errorClass: "ArgumentError",
            message: "Couldn't find Order with 'id'=…",
            retry: 3,
            dead: 0,
            scheduled: 0,
          },
          {
            class: "FailingJob",
            errorClass: "ArgumentError",
            message: "token=[FILTERED] was refused",
            retry: 2,
            dead: 0,
            scheduled: 0,
          },
          {
            class: "DiesAtOnceJob",
            errorClass: "ArgumentError",
            message: "disk … is full",
            retry: 0,
            dead: 2,
            scheduled: 0,
          },
          { class: "ActiveRetryingJob", errorClass: "StandardError", message: null, retry: 0, dead: 0, scheduled: 2 },
          {
            class: "ActiveFailingJob",
            errorClass: "ArgumentError",
            message: "boom in Active Job",
            retry: 1,
            dead: 0,
            scheduled: 0,
          },
        ]),
      );
    } finally {
      await link.close();
    }
  });
});
