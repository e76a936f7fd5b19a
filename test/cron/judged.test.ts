import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import type { CronRun } from "@/lib/domain/cron.schema";
import { createCronWatch } from "@/lib/history/cron-watch";
import { openRedisLink } from "@/lib/redis/open";
import { ownKeys } from "@/lib/state/keys";
import { openSidekiqStore } from "@/lib/stores/sidekiq/store";
import { config } from "@/lib/stores/sidekiq/test-harness";
import { startRedis, type TestRedis } from "@/lib/testing/redis-server";
import { type RubyWorker, startWorker, until } from "@/test/ruby/run";
import { cronFile, entryOf, newEntry, openCron } from "./harness";

/** What the real pollers leave behind, held against what was due: every word for a run once, from a run that happened. */
vi.setConfig({ testTimeout: 180_000 });

let redis: TestRedis;
let open: ReturnType<typeof openCron>;
let link: ReturnType<typeof openRedisLink>;
const workers: RubyWorker[] = [];
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.stop());
beforeEach(async () => {
  await redis.client().flushdb();
  open = openCron(redis.url);
  link = openRedisLink({ url: redis.url });
});
afterEach(async () => {
  for (const worker of workers.splice(0)) await worker.kill();
  await open.store.close();
  await link.close();
});

const DAY_MS = 86_400_000;
const start = async (env: Record<string, string>) => {
  const worker = await startWorker("7.3", { redisUrl: redis.url, requireFile: cronFile, env: { TZ: "UTC", ...env } });
  workers.push(worker);
  return worker;
};
const watch = () => {
  const store = openSidekiqStore(config(redis.url, null));
  const made = createCronWatch({
    link,
    keys: ownKeys(null, "default"),
    store: () => store,
    lead: async () => true,
    onError: (error) => {
      throw error;
    },
  });
  return { ...made, close: () => store.close() };
};
const runsOf = async (id: string): Promise<CronRun[]> => (await entryOf(open.cron, id)).runs;
const kindsOf = async (id: string) => (await runsOf(id)).map(({ kind }) => kind);
const waitFor = async (id: string, count: number) =>
  until(
    async () => (await runsOf(id)).filter(({ kind }) => kind !== "missed").length >= count,
    90_000,
    () => `fewer than ${count} runs of ${id}:\n${workers.map((worker) => worker.log()).join("\n")}`,
  );
const clock = (ms: number) => {
  const at = new Date(ms);
  return [at.getUTCSeconds(), at.getUTCMinutes(), at.getUTCHours()] as const;
};
const soon = (ms: number) => Math.ceil((Date.now() + ms) / 1000) * 1000;

it("sidekiq-cron: on time, overlapping, double, by hand and missed", async () => {
  const { step, close } = watch();
  await start({ CRON: "1", GRACE: "600" });
  // Both in one minute, so far apart that a busy poller comes by between them.
  const early = soon(15_000);
  const [past] = clock(early);
  const due = early + (past > 44 ? (62 - past) * 1000 : 0);
  const next = due + 12_000;
  const [[second, minute, hour], [later]] = [clock(due), clock(next)];
  const id = "c:default:slow";
  const text = `${second},${later} ${minute} ${hour} * * * UTC`;
  await open.cron.create(
    newEntry({ name: "slow", class: "SlowJob", args: "[60]", schedule: { kind: "cron", text: "0 0 1 1 * UTC" } }),
  );
  const edited = { version: (await entryOf(open.cron, id)).version, schedule: { kind: "cron" as const, text } };
  expect(await open.cron.edit(id, edited)).toMatchObject({ status: "done" });
  await step();
  await waitFor(id, 2);
  await step();
  expect(await kindsOf(id)).toEqual(["on_time", "on_time"]);

  // Looked at twenty seconds after it began, the first one still runs.
  for (const afterMs of [21_000, 22_000, 23_000]) await step(Date.now() + afterMs);
  const [second_, first] = await runsOf(id);
  expect(first).toMatchObject({ kind: "on_time", became: "running", slotMs: due });
  expect(second_).toMatchObject({ kind: "overlap", slotMs: next });

  // Somebody took away what the gem remembers: it runs for the same tick once more.
  await redis.client().del("cron_job:default:slow:enqueued");
  await redis.client().hset("cron_job:default:slow", "last_enqueue_time", "2020-01-01 00:00:00 +0000");
  await waitFor(id, 3);
  await step();
  expect((await runsOf(id))[0]).toMatchObject({ kind: "double", slotMs: next });

  const { runToken } = await entryOf(open.cron, id);
  const { jid } = await open.cron.run(id, { runToken, args: "[0]" });
  await step();
  expect((await runsOf(id)).find((run) => run.jid === jid)?.kind).toBe("manual");

  for (const worker of workers.splice(0)) await worker.kill();
  const once = { kind: "cron" as const, text: `${second} ${minute} ${hour} * * * UTC` };
  await open.cron.edit(id, { version: (await entryOf(open.cron, id)).version, schedule: once });
  await step();
  await step(Date.now() + DAY_MS + 200_000);
  expect((await runsOf(id))[0]).toMatchObject({ kind: "missed", slotMs: due + DAY_MS });
  await close();
});

it("sidekiq-cron: late, when its poller came back after the tick", async () => {
  const { step, close } = watch();
  const tick = Math.floor(Date.now() / 1000) * 1000 - 90_000;
  const [second, minute, hour] = clock(tick);
  const id = "c:default:late";
  await open.cron.create(newEntry({ name: "late", schedule: { kind: "cron", text: "0 0 1 1 * UTC" } }));
  const schedule = { kind: "cron" as const, text: `${second} ${minute} ${hour} * * * UTC` };
  await open.cron.edit(id, { version: (await entryOf(open.cron, id)).version, schedule });
  await step();
  await start({ CRON: "1", GRACE: "3600" });
  await waitFor(id, 1);
  await step();
  expect(await runsOf(id)).toEqual([expect.objectContaining({ kind: "late", slotMs: tick })]);
  await close();
});

it("sidekiq-scheduler: a timer's runs with the jobs they made, double from two processes, missed without any", async () => {
  const { step, close } = watch();
  const id = "s:tidy";
  const schedule = { kind: "every" as const, text: "12s" };
  const entry = { scheduler: "sidekiq-scheduler" as const, name: "tidy", class: "SlowJob", args: "[30]", schedule };
  await open.cron.create(newEntry(entry));
  await start({ SCHEDULER: "dynamic" });
  await step();
  await waitFor(id, 1);
  await until(
    async () => (await step()) && (await runsOf(id)).some(({ matched }) => matched),
    10_000,
    () => "the job of the run was not found",
  );
  const first = (await runsOf(id)).find(({ matched }) => matched);
  expect(first).toMatchObject({ kind: "on_time" });
  expect((await open.store.reader.find(first?.jid ?? "", { hint: null, cursor: null })).places).toHaveLength(1);
  await step(Date.now() + 21_000);
  expect((await runsOf(id)).find(({ atMs }) => atMs === first?.atMs)?.became).toBe("running");

  await start({ SCHEDULER: "dynamic" });
  const seen = (await runsOf(id)).length;
  await waitFor(id, seen + 4);
  await step();
  expect(await kindsOf(id)).toContain("double");

  for (const worker of workers.splice(0)) await worker.kill();
  await step();
  await step(Date.now() + 200_000);
  expect((await kindsOf(id))[0]).toBe("missed");
  await close();
});

it.each(["in", "at"] as const)("sidekiq-scheduler: %s runs once, on time", async (kind) => {
  const { step, close } = watch();
  const id = "s:once";
  const text = kind === "in" ? "6s" : new Date(soon(9_000)).toISOString().replace("T", " ").replace(/\..*/, " UTC");
  const entry = { scheduler: "sidekiq-scheduler" as const, name: "once", class: "FailingJob", args: '["no"]' };
  await open.cron.create(newEntry({ ...entry, schedule: { kind, text } }));
  await start({ SCHEDULER: "dynamic" });
  await step();
  await waitFor(id, 1);
  await step();
  await until(
    async () => (await redis.client().zcard("retry")) === 1,
    20_000,
    () => "it never failed",
  );
  await step(Date.now() + 61_000);
  await step(Date.now() + 200_000);
  expect(await runsOf(id)).toEqual([expect.objectContaining({ kind: "on_time", matched: true, became: "retry" })]);
  await close();
});
