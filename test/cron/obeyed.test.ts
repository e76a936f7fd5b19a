import type { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import { startRedis, type TestRedis } from "@/lib/testing/redis-server";
import { type RubyWorker, type SidekiqVersion, startWorker, until } from "@/test/ruby/run";
import { cronFile, entryOf, type FullCron, newEntry, openCron } from "./harness";

// Ruby starts several times, on a machine that may be busy.
vi.setConfig({ testTimeout: 180_000 });

const VERSIONS: SidekiqVersion[] = ["6.5", "7.3", "8.1"];
let server: TestRedis;
beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server.stop());

const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe.each(VERSIONS)("the pollers under Sidekiq %s", (version) => {
  // sidekiq-cron 1.12 on 6.5 has tests of its own.
  if (version !== "6.5")
    it("run an entry of sidekiq-cron at the edited time, not when disabled, and once however many press", async () => {
      const db = VERSIONS.indexOf(version) * 2;
      await withWorker(db, { CRON: "1" }, async (cron, redis) => {
        await cron.create(newEntry({ name: "report", schedule: { kind: "cron", text: "0 0 1 1 *" } }));
        await obeys(cron, redis, "c:default:report");
      });
    });

  it("run a schedule of sidekiq-scheduler at the edited time, not when disabled, and once however many press", async () => {
    const db = VERSIONS.indexOf(version) * 2 + 1;
    await withWorker(db, { SCHEDULER: "dynamic" }, async (cron, redis) => {
      const schedule = { kind: "cron" as const, text: "0 0 1 1 *" };
      await cron.create(newEntry({ scheduler: "sidekiq-scheduler", name: "report", schedule }));
      await obeys(cron, redis, "s:report");
    });
  });

  async function withWorker(
    db: number,
    env: Record<string, string>,
    work: (cron: FullCron, redis: Redis) => Promise<void>,
  ): Promise<void> {
    const redisUrl = `redis://127.0.0.1:${server.port}/${db}`;
    const { cron, store } = openCron(redisUrl);
    let worker: RubyWorker | undefined;
    try {
      worker = await startWorker(version, { redisUrl, requireFile: cronFile, env: { TZ: "UTC", ...env } });
      await work(cron, server.client(db));
    } catch (error) {
      throw new Error(`${error instanceof Error ? error.message : error}\n${worker?.log()}`, { cause: error });
    } finally {
      await worker?.kill();
      await store.close();
    }
  }
});

async function obeys(cron: FullCron, redis: Redis, id: string): Promise<void> {
  const executed = () => redis.lrange("executed", 0, -1);
  const edit = async (changes: object) =>
    expect(await cron.edit(id, { version: (await entryOf(cron, id)).version, ...changes })).toMatchObject({
      status: "done",
    });

  // Before the edit it was due on the first of January: it can only run because of the edit.
  const due = new Date(Math.ceil(Date.now() / 1000) * 1000 + 6_000);
  const text = `${due.getUTCSeconds()} ${due.getUTCMinutes()} ${due.getUTCHours()} * * *`;
  await edit({ schedule: { kind: "cron", text }, args: "[7]" });
  expect(await executed()).toEqual([]);
  await until(
    async () => (await executed()).length > 0,
    30_000,
    () => "the edited entry never ran",
  );
  expect(Date.now()).toBeGreaterThanOrEqual(due.getTime());
  expect((await executed())[0]).toMatch(/^\["HardJob","[0-9a-f]{24}",\[7\]\]$/);

  await edit({ enabled: false, schedule: { kind: "cron", text: "* * * * * *" } });
  await wait(1_500);
  const before = (await executed()).length;
  await wait(4_000);
  expect((await executed()).length).toBe(before);

  const { runToken } = await entryOf(cron, id);
  const results = await Promise.all([cron.run(id, { runToken, args: "[8]" }), cron.run(id, { runToken, args: "[8]" })]);
  expect(results.map(({ status }) => status).sort()).toEqual(["done", "refused"]);
  expect(results.find(({ status }) => status === "refused")?.reason).toBe("ran");
  const { jid } = results.find(({ status }) => status === "done") ?? {};
  await until(
    async () => (await executed()).includes(`["HardJob","${jid}",[8]]`),
    20_000,
    () => "the run asked for never ran",
  );
  await wait(1_000);
  expect((await executed()).filter((line) => line.endsWith(",[8]]"))).toHaveLength(1);

  await edit({ enabled: true });
  await until(
    async () => (await executed()).filter((line) => line.endsWith(",[7]]")).length > before,
    20_000,
    () => "the enabled entry never ran again",
  );
}
