import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import type { ClassMetrics, MetricsOverview, MetricsRange } from "@/lib/domain/metrics.schema";
import type { Store } from "@/lib/stores/port";
import { startRedis, type TestRedis } from "@/lib/testing/redis-server";
import { runRuby, type SidekiqVersion, startWorker, until } from "../ruby/run";
import { openStore } from "./pair";

const numbers = z.record(z.string(), z.number());
const job = z.object({
  totals: numbers,
  avg: z.number(),
  series: z.record(z.string(), numbers),
  series_avg: numbers,
  hist: z.record(z.string(), z.array(z.number())),
});
const result = z.object({ jobs: z.record(z.string(), job), marks: z.array(z.tuple([z.string(), z.string()])) });
const gemSays = z.object({
  now: z.number(),
  top: z.record(z.string(), result),
  filtered: result,
  job: z.record(z.string(), result),
  none: result,
});
type Result = z.infer<typeof result>;

const script = readFileSync(new URL("./metrics.rb", import.meta.url), "utf8");
const run = (version: SidekiqVersion, stage: "fill" | "ask", redisUrl: string) =>
  runRuby(version, `STAGE = ${JSON.stringify(stage)}\n${script}`, { redisUrl });
const MINUTES: readonly MetricsRange[] = ["1h", "2h", "4h", "8h"];
const TENS: readonly MetricsRange[] = ["24h", "48h", "72h"];
const FORMS = [
  { version: "7.3", ranges: MINUTES, label: (atMs: number) => new Date(atMs).toISOString().slice(11, 16) },
  {
    version: "8.1",
    ranges: [...MINUTES, ...TENS],
    label: (atMs: number) => `${new Date(atMs).toISOString().slice(0, 19)}Z`,
  },
] as const;

let server: TestRedis;
beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server.stop());

/** The nonzero values of a series by the gem's name for each bucket. */
function named(span: { atMs: number[] }, values: readonly (number | null)[], label: (atMs: number) => string) {
  const entries = span.atMs.map((atMs, index) => [label(atMs), values[index] ?? 0] as const);
  return Object.fromEntries(entries.filter(([, value]) => value !== 0));
}
const nonzero = (values: Record<string, number> | undefined) =>
  Object.fromEntries(Object.entries(values ?? {}).filter(([, value]) => value !== 0));

function expectOverview(ours: MetricsOverview, gem: Result, label: (atMs: number) => string) {
  expect(
    ours.classes.map(({ class: name, executions, failures, totalMs, meanMs }) => [
      name,
      { p: executions, f: failures, ms: totalMs, avg: meanMs ?? 0 },
    ]),
  ).toEqual(
    Object.entries(gem.jobs)
      .map(
        ([name, { totals, avg }]) => [name, { p: totals.p ?? 0, f: totals.f ?? 0, ms: totals.ms ?? 0, avg }] as const,
      )
      .sort(([a, { ms: x }], [b, { ms: y }]) => y - x || (a < b ? -1 : 1)),
  );
  for (const { class: name, totalMs } of ours.top) {
    expect([name, named(ours, totalMs, label)]).toEqual([name, nonzero(gem.jobs[name]?.series.ms)]);
  }
}

function expectClass(ours: ClassMetrics, gem: Result, label: (atMs: number) => string, histograms: boolean) {
  const theirs = gem.jobs["Billing::ChargeJob"];
  expect(ours.totals).toMatchObject({
    executions: theirs?.totals.p,
    failures: theirs?.totals.f ?? 0,
    totalMs: theirs?.totals.ms,
    meanMs: theirs?.avg,
  });
  expect(named(ours, ours.executions, label)).toEqual(nonzero(theirs?.series.p));
  expect(named(ours, ours.failures, label)).toEqual(nonzero(theirs?.series.f));
  expect(named(ours, ours.totalMs, label)).toEqual(nonzero(theirs?.series.ms));
  const means = ours.atMs.map((_, index) => {
    const done = (ours.executions[index] ?? 0) - (ours.failures[index] ?? 0);
    return done === 0 ? 0 : (ours.totalMs[index] ?? 0) / done;
  });
  expect(named(ours, means, label)).toEqual(nonzero(theirs?.series_avg));
  if (!histograms) return;
  const columns = Object.values(theirs?.hist ?? {}).map((column) => column.toReversed());
  expect(ours.counts).toEqual(
    ours.counts.map((_, index) => columns.reduce((sum, column) => sum + (column[index] ?? 0), 0)),
  );
  expect(ours.counts.reduce((sum, count) => sum + count, 0)).toBe(ours.totals.executions - ours.totals.failures);
}

describe.each(FORMS)("metrics beside the Query of Sidekiq $version", ({ version, ranges, label }) => {
  let store: Store;
  let gem: z.infer<typeof gemSays>;
  let ours: { overview: MetricsOverview[]; filtered: MetricsOverview; ofClass: ClassMetrics[]; none: ClassMetrics };

  beforeAll(async () => {
    const url = `redis://127.0.0.1:${server.port}/${version === "7.3" ? 0 : 1}`;
    await run(version, "fill", url);
    store = await openStore(url);
    const metrics = store.metrics;
    if (!metrics) throw new Error("this store has no metrics");
    // Both sides must look at the same minute.
    do {
      gem = gemSays.parse(await run(version, "ask", url));
      ours = {
        overview: await Promise.all(ranges.map((range) => metrics.overview({ range, q: null }))),
        filtered: await metrics.overview({ range: "2h", q: "JOB" }),
        ofClass: await Promise.all(ranges.map((range) => metrics.ofClass({ range, class: "Billing::ChargeJob" }))),
        none: await metrics.ofClass({ range: "1h", class: "Never::Ran" }),
      };
    } while (Math.floor(gem.now / 60) !== Math.floor(ours.none.nowMs / 60_000));
  }, 120_000);
  afterAll(() => store.close());

  it("counts the same for every class, in every range", () => {
    for (const overview of ours.overview) expectOverview(overview, gem.top[overview.range] as Result, label);
    expect(Object.keys(gem.top)).toEqual([...ranges]);
    expect(ours.overview[0]?.classes.length).toBeGreaterThan(3);
  });

  it("finds the same classes by a part of the name", () => {
    expectOverview(ours.filtered, gem.filtered, label);
    expect(ours.filtered.classes.some(({ class: name }) => name === "Rare")).toBe(false);
  });

  it("tells the same of one class, bucket by bucket, and the same histogram", () => {
    for (const one of ours.ofClass) {
      expectClass(one, gem.job[one.range] as Result, label, MINUTES.includes(one.range));
    }
    expect(ours.none.totals).toMatchObject({ executions: 0, failures: 0, totalMs: 0, meanMs: null, p50: null });
    expect(gem.none.jobs["Never::Ran"]?.totals).toEqual({});
  });

  it("gives the same percentiles in the list as on the page of the class", () => {
    for (const [index, one] of ours.ofClass.entries()) {
      if (!MINUTES.includes(one.range)) continue;
      const row = ours.overview[index]?.classes.find(({ class: name }) => name === one.class);
      expect(row).toMatchObject(one.totals);
      expect(row?.p95).not.toBeNull();
    }
  });

  it("draws the same deploys; Sidekiq 7 itself forgets those of yesterday", () => {
    const day = new Date(gem.now * 1_000).toISOString().slice(0, 10);
    for (const { range, marks, stepMs } of ours.overview) {
      const shown = marks
        .filter(({ atMs }) => version === "8.1" || new Date(atMs).toISOString().startsWith(day))
        .map((mark) => [label(mark.atMs - (mark.atMs % stepMs)), mark.label]);
      expect([range, shown]).toEqual([range, gem.top[range]?.marks.toSorted(([a], [b]) => (a < b ? -1 : 1))]);
    }
    expect(ours.overview[0]?.marks.map((mark) => mark.label)).toEqual(["8f3ac1 Résumé of <b>orders</b>"]);
  });
});

describe("a fleet of both versions", () => {
  it("is added up", async () => {
    const url = `redis://127.0.0.1:${server.port}/2`;
    await run("7.3", "fill", url);
    await run("8.1", "fill", url);
    const store = await openStore(url);
    try {
      let seven: z.infer<typeof gemSays>;
      let eight: z.infer<typeof gemSays>;
      let ours: MetricsOverview | undefined;
      let coarse: MetricsOverview | undefined;
      do {
        seven = gemSays.parse(await run("7.3", "ask", url));
        eight = gemSays.parse(await run("8.1", "ask", url));
        ours = await store.metrics?.overview({ range: "8h", q: null });
        coarse = await store.metrics?.overview({ range: "24h", q: null });
      } while (Math.floor(seven.now / 60) !== Math.floor((ours?.nowMs ?? 0) / 60_000));
      for (const { class: name, executions } of ours?.classes ?? []) {
        const sum = (seven.top["8h"]?.jobs[name]?.totals.p ?? 0) + (eight.top["8h"]?.jobs[name]?.totals.p ?? 0);
        expect([name, executions]).toEqual([name, sum]);
      }
      const total = (of: Result | undefined) =>
        Object.values(of?.jobs ?? {}).reduce((sum, { totals }) => sum + (totals.p ?? 0), 0);
      expect(coarse?.classes.reduce((sum, { executions }) => sum + executions, 0)).toBe(
        total(seven.top["8h"]) + total(eight.top["24h"]),
      );
    } finally {
      await store.close();
    }
  }, 120_000);
});

describe.each(["7.3", "8.1"] as const)("jobs run by the worker of Sidekiq %s", (version) => {
  it("are in the metrics: attempts, failures, run times", async () => {
    const db = version === "7.3" ? 3 : 4;
    const url = `redis://127.0.0.1:${server.port}/${db}`;
    const redis = server.client(db);
    await runRuby(
      version,
      `5.times { HardJob.perform_async }; 2.times { FailingJob.perform_async }; SlowJob.perform_async(0.4)`,
      { redisUrl: url },
    );
    const worker = await startWorker(version, { redisUrl: url });
    await until(
      async () => (await redis.get("stat:processed")) === "8",
      30_000,
      () => worker.log(),
    );
    await worker.stop();
    const store = await openStore(url);
    try {
      const { classes } = (await store.metrics?.overview({ range: "1h", q: null })) ?? { classes: [] };
      const found = Object.fromEntries(classes.map((row) => [row.class, row]));
      expect(found.HardJob).toMatchObject({ executions: 5, failures: 0, p99: { lowMs: expect.any(Number) } });
      expect(found.FailingJob).toMatchObject({ executions: 2, failures: 2, totalMs: 0, meanMs: null, p50: null });
      const { executions, meanMs, p50 } = found.SlowJob ?? {};
      expect(executions).toBe(1);
      expect(meanMs).toBeGreaterThanOrEqual(400);
      expect(p50?.lowMs).toBeLessThanOrEqual(meanMs ?? 0);
      expect(p50?.highMs).toBeGreaterThanOrEqual(meanMs ?? 0);
      expect(await store.present()).toContain("metrics");
    } finally {
      await store.close();
    }
  }, 60_000);
});

describe.each(["7.3", "8.1"] as const)("a deploy marked by us and by Sidekiq %s", (version) => {
  it("leaves the same keys, fields and times to live", async () => {
    const [theirs, ours] = [server.client(5), server.client(6)];
    const url = (db: number) => `redis://127.0.0.1:${server.port}/${db}`;
    const store = await openStore(url(6));
    const marks = async (redis: typeof ours) => {
      const keys = (await redis.keys("*")).sort();
      return Promise.all(
        keys.map(async (key) => {
          const ttl = Math.ceil((await redis.ttl(key)) / 60);
          return { key, ttl, value: key.endsWith("-marks") ? await redis.hgetall(key) : await redis.get(key) };
        }),
      );
    };
    try {
      let minute: string;
      do {
        await Promise.all([theirs.flushdb(), ours.flushdb()]);
        minute = new Date().toISOString().slice(0, 16);
        const mark = (label: string) => `deploys.mark!(label: ${JSON.stringify(label)})`;
        await runRuby(
          version,
          `require "sidekiq/deploy"
           deploys = Sidekiq::Deploy.new(Sidekiq.default_configuration.redis_pool)
           ${mark("v1 é")}; ${mark("v1 é")}; ${mark("v2")}`,
          { redisUrl: url(5) },
        );
        expect((await store.metrics?.mark?.("v1 é"))?.status).toBe("marked");
        expect((await store.metrics?.mark?.("v1 é"))?.status).toBe("repeated");
        expect((await store.metrics?.mark?.("v2"))?.status).toBe("minute_taken");
      } while (new Date().toISOString().slice(0, 16) !== minute);
      expect(await marks(ours)).toEqual(await marks(theirs));
      expect((await marks(ours)).map(({ key }) => key)).toEqual([
        `${minute.slice(0, 10).replaceAll("-", "")}-marks`,
        "deploylock-v1 é",
        "deploylock-v2",
      ]);
    } finally {
      await store.close();
    }
  }, 60_000);
});
