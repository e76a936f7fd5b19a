import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { openRedisLink } from "@/lib/redis/open";
import { ownKeys } from "@/lib/state/keys";
import type { StoreReading } from "@/lib/stores/port";
import { startRedis, type TestRedis } from "@/lib/testing/redis-server";
import { FINE, tickAt } from "./layout";
import { createHistoryReader } from "./reader";
import { readRecent } from "./recent";
import { redisHistory, SAMPLER_LEASE_MS } from "./redis-history";
import { createSampler } from "./sampler";

const START = 1_700_000_000_000;

const reading = (atMs: number, processed: number, size: number, failed = 0): StoreReading => ({
  atMs,
  sizes: { scheduled: 1, retry: 2, dead: 3 },
  totals: { processed, failed },
  queues: [
    {
      name: "default",
      size,
      latencySec: 4,
      paused: false,
      listeners: 1,
      quietListeners: 0,
      registered: true,
      problem: null,
    },
  ],
  queueTotal: 1,
  processes: [],
  processTotal: 0,
  pausing: "not_honoured",
  info: null,
  warnings: [],
  foundElsewhere: [],
});

describe("sampler", () => {
  let redis: TestRedis;
  const keys = ownKeys(null, "default");
  const store = () => redisHistory(openRedisLink({ url: redis.url }), keys);
  const sampler = (replica: string, read: () => Promise<StoreReading>) =>
    createSampler({ replica, store: store(), read, onError: () => {} });

  beforeAll(async () => {
    redis = await startRedis();
  });
  afterAll(() => redis.stop());
  beforeEach(async () => {
    await redis.client().flushall();
  });

  it("has one leader of two, and the other takes over when it resigns or dies", async () => {
    const [a, b] = ["a", "b"].map((name) => sampler(name, async () => reading(START, 1, 1)));
    const taken = await Promise.all([a?.sample(), b?.sample()]);
    expect(taken.filter(Boolean)).toHaveLength(1);
    const [leader, other] = taken[0] ? [a, b] : [b, a];
    expect(await leader?.sample()).toBe(true);
    expect(await other?.sample()).toBe(false);
    expect(await store().replicas()).toBe(2);

    await leader?.stop();
    expect(await other?.sample()).toBe(true);
    const lease = await redis.client().pttl(keys.lease("sampler"));
    expect(lease).toBeGreaterThan(0);
    expect(lease).toBeLessThanOrEqual(SAMPLER_LEASE_MS);
    await redis.client().del(keys.lease("sampler"));
    expect(await leader?.sample()).toBe(true);
  });

  it("writes nothing without the lease, and everything it writes expires", async () => {
    await redis.client().set(keys.lease("sampler"), "somebody", "PX", 60_000);
    expect(await sampler("a", async () => reading(START, 1, 1)).sample()).toBe(false);
    expect(await redis.client().keys("*:10s:*")).toEqual([]);

    await redis.client().del(keys.lease("sampler"));
    await sampler("a", async () => reading(START, 1, 1)).sample();
    const written = await redis.client().keys("*");
    expect(written.length).toBeGreaterThan(3);
    const forever = await Promise.all(written.map((key) => redis.client().ttl(key)));
    expect(forever.filter((ttl) => ttl < 0)).toEqual([]);
  });

  it("answers charts with rates, gaps and the time since when it knows", async () => {
    let next = reading(START, 1_000, 10);
    const one = sampler("a", async () => next);
    await one.sample();
    next = reading(START + 10_000, 1_020, 15);
    await one.sample();
    next = reading(START + 30_000, 5, 9);
    await one.sample();

    const reader = createHistoryReader(store, () => START + 30_000);
    const answer = await reader.query(
      "default",
      ["processed", "enqueued", "queue:default:in", "queue:default:out"],
      START - 10_000,
      START + 30_000,
    );
    expect(answer.sinceMs).toBe(START);
    expect(answer.atMs).toEqual([-1, 0, 1, 2, 3].map((tick) => START + tick * 10_000));
    const values = Object.fromEntries(answer.series.map((series) => [series.name, series.values]));
    expect(values.processed).toEqual([null, null, 120, null, null]);
    expect(values.enqueued).toEqual([null, 10, 15, null, 9]);
    expect(values["queue:default:out"]).toEqual([null, null, 120, null, null]);
    expect(values["queue:default:in"]).toEqual([null, null, 150, null, null]);
  });

  it("draws a steady rate as steady when samples are late within their tick", async () => {
    const lateMs = [0, 4_000, 100, 9_000, 0];
    let next = reading(START, 0, 0);
    const one = sampler("a", async () => next);
    for (const [tick, late] of lateMs.entries()) {
      next = reading(START + tick * 10_000 + late, tick * 1_000 + late / 10, 0);
      await one.sample();
    }
    const reader = createHistoryReader(store, () => START + 40_000);
    const answer = await reader.query("default", ["processed"], START + 10_000, START + 40_000);
    expect(answer.series[0]?.values).toEqual([6_000, 6_000, 6_000, 6_000]);
    expect((await readRecent(store(), reading(START + 60_000, 6_000, 0))).perMin.processed).toBe(6_000);
  });

  it("knows the last minute and a quarter of an hour ago", async () => {
    const one = sampler("a", async () => next);
    let next = reading(START, 0, 0);
    for (let tick = 0; tick <= 91; tick++) {
      next = reading(START + tick * 10_000, tick * 10, 100 + tick, tick);
      await one.sample();
    }
    const recent = await readRecent(store(), next);
    expect(recent.perMin).toEqual({ processed: 60, failed: 6, enqueued: 66 });
    expect(recent.before).toMatchObject({ atMs: START + 10_000, enqueued: 101, dead: 3, worstLatencySec: 4 });
    expect(recent.flows.get("default")).toEqual({ inPerMin: 66, outPerMin: 60, netPerMin: 6 });
    expect(tickAt(FINE, START) * FINE.stepMs).toBe(START);
  });

  it("refuses names that are no series", async () => {
    const reader = createHistoryReader(store, () => START);
    for (const name of ["", "toString", "__proto__", "queue:default", "queue:a:jobs", "queue:~%%:size"]) {
      await expect(reader.query("default", [name], START, START)).rejects.toMatchObject({ code: "invalid_request" });
    }
  });
});
