import { afterAll, beforeEach, describe, expect, it } from "vitest";
import type { JobSetName } from "@/lib/domain/job.schema";
import { openRedisLink } from "@/lib/redis/open";
import { readAbout } from "@/lib/stores/sidekiq/about";
import { sidekiqKeys } from "@/lib/stores/sidekiq/keys";
import { createProcessReads } from "@/lib/stores/sidekiq/process-list";
import { createQueueReads } from "@/lib/stores/sidekiq/queue-list";
import { createReader } from "@/lib/stores/sidekiq/reader";
import { readStore } from "@/lib/stores/sidekiq/reading";
import { type Golden, loadGolden } from "@/lib/testing/load-dump";
import { startRedis } from "@/lib/testing/redis-server";

const redis = await startRedis();
const link = openRedisLink({ url: redis.url });
const admin = redis.client();
afterAll(async () => {
  await link.close();
  await redis.stop();
});
beforeEach(() => admin.flushall());

const ctx = { link, keys: sidekiqKeys(null), namespace: null };
const reader = createReader(ctx);
const first = { cursor: null, limit: 100, direction: "forward", q: null } as const;

const everything = async () => {
  const sets: JobSetName[] = ["scheduled", "retry", "dead"];
  const pages = await Promise.all(sets.map((set) => reader.page({ set }, first)));
  const queues = await createQueueReads(ctx).list();
  const lists = await Promise.all(queues.queues.map(({ name }) => reader.page({ queue: name }, first)));
  return { pages, queues, jobs: [...pages, ...lists].flatMap(({ jobs }) => jobs) };
};

const versions: Golden[] = ["sidekiq-5.2", "sidekiq-6.5", "sidekiq-7.3", "sidekiq-7.3-queued", "sidekiq-8.1", "sidekiq-8.1-queued"];

describe.each(versions)("%s", (version) => {
  beforeEach(() => loadGolden(admin, version));

  it("has times of the year it was recorded in, whatever their unit", async () => {
    const { jobs } = await everything();
    expect(jobs.length).toBeGreaterThan(0);
    for (const job of jobs) {
      for (const ms of [job.createdAtMs, job.enqueuedAtMs, job.failedAtMs, job.retriedAtMs]) {
        if (ms !== null) expect(new Date(ms).getUTCFullYear()).toBe(2026);
      }
    }
  });

  it("finds each job by its jid, whole", async () => {
    const { jobs } = await everything();
    for (const job of jobs.filter(({ jid }) => jid !== null)) {
      const found = await reader.find(job.jid ?? "", { hint: null, cursor: null });
      expect(found.complete).toBe(true);
      expect(found.places.map(({ ref }) => ref)).toContain(job.ref);
      expect(await reader.entry(job.ref)).toMatchObject({ ref: job.ref, jid: job.jid });
      expect(Buffer.from((await reader.payload(job.ref)) ?? "").length).toBe(job.payloadBytes);
    }
  });

  it("is read for the snapshot and the about page", async () => {
    const reading = await readStore(ctx);
    const { pages } = await everything();
    expect(reading.sizes).toEqual({
      scheduled: pages[0]?.total,
      retry: pages[1]?.total,
      dead: pages[2]?.total,
    });
    const about = await readAbout(ctx);
    expect(about.missingRights).toEqual([]);
    expect(about.info).toMatchObject({ product: "redis", persistence: "off", evictionPolicy: "noeviction", role: "primary" });
  });
});

describe("what a live process left behind", () => {
  it.each([
    ["sidekiq-5.2", null],
    ["sidekiq-6.5", null],
    ["sidekiq-7.3", "7.3.10"],
    ["sidekiq-8.1", "8.1.7"],
  ] as const)("%s: process, capsules and running work", async (version, shown) => {
    await loadGolden(admin, version);
    const busy = await createProcessReads(ctx).busy({ cursor: null, limit: 100, q: null });
    expect(busy.processes).toHaveLength(1);
    const [process] = busy.processes;
    expect(process).toMatchObject({ version: shown, quiet: false, embedded: false });
    expect(process?.concurrency).toBeGreaterThan(0);
    expect(process?.queues.length).toBeGreaterThan(0);
    expect(new Date(process?.startedAtMs ?? 0).getUTCFullYear()).toBe(2026);
    for (const job of busy.running) {
      expect(job.class).not.toBeNull();
      expect(new Date(job.startedAtMs ?? 0).getUTCFullYear()).toBe(2026);
      expect(await reader.entry(job.ref)).toMatchObject({ jid: job.jid, place: { kind: "running" } });
    }
  });

  it("shows the backtrace of every form, and what is not JSON as what it is", async () => {
    for (const version of ["sidekiq-5.2", "sidekiq-6.5", "sidekiq-7.3", "sidekiq-8.1"] as const) {
      await admin.flushall();
      await loadGolden(admin, version);
      const { jobs } = await everything();
      const details = await Promise.all(jobs.map(({ ref }) => reader.entry(ref)));
      const withTrace = details.filter((detail) => (detail?.backtrace.length ?? 0) > 0);
      expect(withTrace.length, version).toBeGreaterThan(0);
      expect(details.map((detail) => detail?.backtraceProblem)).not.toContain("undecodable");
    }
    expect((await reader.page({ set: "dead" }, first)).jobs.map(({ problem }) => problem)).toContain("invalid_json");
  });

  it("writes Active Job arguments as a person would", async () => {
    await loadGolden(admin, "sidekiq-8.1-queued");
    const { jobs } = await everything();
    const lines = jobs.filter(({ wrapper }) => wrapper !== "none").map((job) => `${job.class}(${job.args})`);
    expect(lines.sort()).toMatchSnapshot();
  });

  it("tells a store of 7 and 8 at once apart field by field", async () => {
    await loadGolden(admin, "sidekiq-7.3");
    await loadGolden(admin, "sidekiq-8.1");
    const processes = await createProcessReads(ctx).list();
    expect(new Set(processes.map(({ version }) => version))).toEqual(new Set(["7.3.10", "8.1.7"]));
    expect(processes.flatMap(({ flags }) => flags)).toContain("version_differs");
    expect((await readStore(ctx)).warnings.map(({ code }) => code)).toContain("mixed_versions");
  });
});

it("reads under a redis-namespace and finds it when it is not configured", async () => {
  await loadGolden(admin, "sidekiq-6.5", "app1:");
  const there = { link, keys: sidekiqKeys("app1"), namespace: "app1" };
  expect((await createReader(there).page({ set: "retry" }, first)).total).toBeGreaterThan(0);
  expect(await createProcessReads(there).list()).toHaveLength(1);
  const reading = await readStore({ ...ctx });
  expect(reading.foundElsewhere).toEqual([{ db: 0, namespace: "app1" }]);
  expect(reading.warnings.map(({ code }) => code)).toContain("no_sidekiq_keys");
});

it("finds Sidekiq in another database", async () => {
  await loadGolden(redis.client(5), "sidekiq-7.3");
  expect((await readStore({ ...ctx })).foundElsewhere).toEqual([{ db: 5, namespace: null }]);
  expect(await link.read((client) => client.dbsize())).toBe(0);
});
