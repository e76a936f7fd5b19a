import { readFileSync } from "node:fs";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { z } from "zod";
import type { JobEntry } from "@/lib/domain/job.schema";
import type { Store } from "@/lib/stores/port";
import { startRedis, type TestRedis } from "@/lib/testing/redis-server";
import { type RubyWorker, runRuby, startWorker, until } from "../ruby/run";
import { entriesOf, openStore } from "./pair";

const job = z.object({ jid: z.string().nullable(), class: z.string(), at: z.number().nullable() });
const gemSays = z.object({
  processed: z.number(),
  failed: z.number(),
  enqueued: z.number(),
  scheduled: z.number(),
  retry: z.number(),
  dead: z.number(),
  queues: z.array(z.object({ name: z.string(), size: z.number(), latency: z.number() })),
  days: z.array(z.object({ date: z.string(), processed: z.number(), failed: z.number() })),
  processes: z.array(
    z.object({
      identity: z.string(),
      hostname: z.string(),
      pid: z.number(),
      tag: z.string(),
      concurrency: z.number(),
      busy: z.number(),
      quiet: z.boolean(),
      queues: z.array(z.string()),
      version: z.string().nullable(),
      started: z.number(),
    }),
  ),
  work: z.array(
    z.object({ process: z.string(), thread: z.string(), jid: z.string(), queue: z.string(), run_at: z.number() }),
  ),
  sets: z.object({ scheduled: z.array(job), retry: z.array(job), dead: z.array(job) }),
  default: z.array(job),
});

const script = readFileSync(new URL("./reads.rb", import.meta.url), "utf8");
const SEED = `
  3.times { |n| FailingJob.perform_async("boom #{n}") }
  2.times { DiesAtOnceJob.perform_async }
  4.times { |n| HardJob.perform_async(n) }
  2.times { SlowJob.perform_async(60, "running") }
  2.times { |n| HardJob.perform_at(Time.now.to_f + 3600 + n, n) }
  3.times { LowJob.perform_async }`;

describe.each(["5.2", "6.5", "7.3", "8.1"] as const)("what we read, beside the API of Sidekiq %s", (version) => {
  let server: TestRedis;
  let worker: RubyWorker;
  let store: Store;
  let gem: z.infer<typeof gemSays>;

  beforeAll(async () => {
    server = await startRedis();
    const redis = server.client();
    await runRuby(version, SEED, { redisUrl: server.url });
    worker = await startWorker(version, { redisUrl: server.url, concurrency: 4 });
    const settled = async () =>
      (await redis.get("stat:processed")) === "9" &&
      (await redis.hget(worker.identity, "busy")) === "2" &&
      (await redis.zcard("retry")) === 3 &&
      (await redis.zcard("dead")) === 2;
    await until(settled, 40_000, () => `the worker did not settle:\n${worker.log()}`);
    // Left waiting behind the running jobs, so that a queue has a size and an age.
    await redis.lpush("queue:low", (await redis.lindex("queue:low", 0)) ?? "");
    store = await openStore(server.url);
    gem = gemSays.parse(await runRuby(version, script, { redisUrl: server.url }));
  }, 120_000);
  afterAll(async () => {
    await store.close();
    await worker.kill();
    await server.stop();
  });

  it("sizes and totals", async () => {
    const reading = await store.reading();
    expect(reading.totals).toEqual({ processed: gem.processed, failed: gem.failed });
    expect(reading.sizes).toEqual({ scheduled: gem.scheduled, retry: gem.retry, dead: gem.dead });
    expect(reading.queues.reduce((sum, queue) => sum + queue.size, 0)).toBe(gem.enqueued);
    expect(gem).toMatchObject({ processed: 9, failed: 5, scheduled: 2, retry: 3, dead: 2, enqueued: 4 });
  });

  it("queues and their latency", async () => {
    const { queues } = await store.queues.list();
    const named = [...queues].sort((a, b) => (a.name < b.name ? -1 : 1));
    expect(named.map(({ name, size }) => ({ name, size }))).toEqual(
      gem.queues.map(({ name, size }) => ({ name, size })),
    );
    for (const queue of gem.queues) {
      const ours = named.find((candidate) => candidate.name === queue.name)?.latencySec ?? 0;
      expect(ours).toBeGreaterThanOrEqual(queue.latency - 0.5);
      expect(ours).toBeLessThan(queue.latency + 20);
    }
    expect(gem.queues.find((queue) => queue.name === "low")?.latency).toBeGreaterThan(0.5);
  });

  it("processes", async () => {
    const ours = await store.processes.list();
    expect(
      ours.map(({ identity, hostname, pid, tag, concurrency, busy, quiet, queues, version: of, startedAtMs }) => ({
        identity,
        hostname,
        pid,
        tag,
        concurrency,
        busy,
        quiet,
        queues: [...queues].sort(),
        version: of,
        started: Math.round((startedAtMs ?? 0) / 1000),
      })),
    ).toEqual(gem.processes.map((process) => ({ ...process, started: Math.round(process.started) })));
    expect(ours).toHaveLength(1);
  });

  it("running work", async () => {
    const { running, runningTotal } = await store.processes.busy({ cursor: null, limit: 100, q: null });
    const facts = running.map((work) => ({
      process: work.process,
      thread: work.thread,
      jid: work.jid,
      queue: work.place.kind === "running" ? work.place.queue : null,
      run_at: (work.startedAtMs ?? 0) / 1000,
    }));
    const byThread = (a: { thread: string }, b: { thread: string }) => (a.thread < b.thread ? -1 : 1);
    expect(facts.sort(byThread)).toEqual([...gem.work].sort(byThread));
    expect(runningTotal).toBe(2);
    expect(running.map((work) => [work.class, work.args])).toEqual([
      ["SlowJob", '60, "running"'],
      ["SlowJob", '60, "running"'],
    ]);
  });

  it("totals of each day", async () => {
    expect(await store.reader.daily(3)).toEqual(gem.days);
  });

  it("every job of every set and queue, by jid, class and time", async () => {
    const facts = (entries: readonly JobEntry[]) =>
      entries.map((entry) => ({ jid: entry.jid, class: entry.class, at: entry.atMs })).sort(byJid);
    for (const set of ["scheduled", "retry", "dead"] as const) {
      const wanted = gem.sets[set]
        .map(({ at, ...rest }) => ({ ...rest, at: Math.round((at ?? 0) * 1000) }))
        .sort(byJid);
      const ours = facts(await entriesOf(store, { set }));
      expect(ours.map((entry) => ({ ...entry, at: Math.round(entry.at ?? 0) }))).toEqual(wanted);
    }
    expect(facts(await entriesOf(store, { queue: "default" }))).toEqual([...gem.default].sort(byJid));
  });
});

const byJid = (a: { jid: string | null }, b: { jid: string | null }) => ((a.jid ?? "") < (b.jid ?? "") ? -1 : 1);
