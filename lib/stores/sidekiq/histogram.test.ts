import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { isAppError } from "@/lib/errors/app-error";
import { openRedisLink } from "@/lib/redis/open";
import { startRedis } from "@/lib/testing/redis-server";
import { sidekiqKeys } from "./keys";
import { createReader } from "./reader";

const redis = await startRedis();
const link = openRedisLink({ url: redis.url });
const admin = redis.client();
const reader = createReader({ link, keys: sidekiqKeys(null), namespace: null });
afterAll(async () => {
  await link.close();
  await redis.stop();
});
beforeEach(() => admin.flushall());

const NOW = Math.floor(Date.now() / 1_000);
async function seed(key: string, scores: (number | string)[]) {
  const pipeline = admin.pipeline();
  for (const [n, score] of scores.entries()) pipeline.zadd(key, score, `{"jid":"${n}"}`);
  await pipeline.exec();
}
const sum = (counts: number[]) => counts.reduce((total, count) => total + count, 0);

describe("a histogram of a set", () => {
  it("counts every entry once, in equal spans from the lowest to the highest score", async () => {
    await seed(
      "schedule",
      Array.from({ length: 600 }, (_, n) => NOW + n + 0.5),
    );
    const { fromMs, toMs, stepMs, counts, nowMs } = await reader.histogram("scheduled", 60);
    expect([fromMs, toMs, stepMs]).toEqual([NOW * 1_000, (NOW + 600) * 1_000, 10_000]);
    expect(counts).toEqual(Array.from({ length: 60 }, () => 10));
    expect(Math.abs(nowMs - Date.now())).toBeLessThan(60_000);
  });

  it("puts an entry on an edge into the later span only, and the highest into the last", async () => {
    await seed("retry", [NOW, NOW + 10, NOW + 10, NOW + 19.999]);
    expect((await reader.histogram("retry", 2)).counts).toEqual([1, 3]);
  });

  it("is empty for an empty set", async () => {
    const { fromMs, toMs, nowMs, ...rest } = await reader.histogram("dead", 60);
    expect(rest).toEqual({ stepMs: 0, counts: [] });
    expect([fromMs, toMs]).toEqual([nowMs, nowMs]);
  });

  it.each([
    ["one entry", 1],
    ["equal scores", 7],
  ])("has all of %s in the first span", async (_, count) => {
    await seed("dead", Array(count).fill(NOW - 86_400 + 0.25));
    const { fromMs, stepMs, counts } = await reader.histogram("dead", 60);
    expect([fromMs, stepMs, counts.length]).toEqual([(NOW - 86_400) * 1_000, 1_000, 60]);
    expect([counts[0], sum(counts)]).toEqual([count, count]);
  });

  it("leaves out infinities and times nobody meant", async () => {
    await seed("dead", ["-inf", "-inf", 0, -1e300, NOW - 100, NOW, 4e12, 1.7e308, "+inf"]);
    const { fromMs, toMs, counts } = await reader.histogram("dead", 60);
    expect([fromMs, toMs]).toEqual([(NOW - 100) * 1_000, (NOW + 20) * 1_000]);
    expect([counts[0], counts[50], sum(counts)]).toEqual([1, 1, 2]);
    await admin.flushall();
    await seed("dead", ["-inf", "+inf", 0]);
    expect((await reader.histogram("dead", 60)).counts).toEqual([]);
  });

  it("says so when the key holds something else", async () => {
    await admin.set("retry", "x");
    const error = await reader.histogram("retry", 60).catch((reason: unknown) => reason);
    expect(isAppError(error) && error.params["reply"]).toBe("WRONGTYPE");
  });

  it("costs the same few commands whatever the size", async () => {
    await seed(
      "dead",
      Array.from({ length: 5_000 }, (_, n) => NOW - n),
    );
    await admin.config("RESETSTAT");
    await reader.histogram("dead", 60);
    const stats = await admin.info("commandstats");
    const calls = [...stats.matchAll(/cmdstat_(\w+).*?calls=(\d+)/g)].map(([, name, count]) => [name, Number(count)]);
    expect(Object.fromEntries(calls.filter(([name]) => name !== "config" && name !== "info"))).toEqual({
      zrangebyscore: 1,
      zrevrangebyscore: 1,
      time: 1,
      zcount: 60,
    });
  });
});
