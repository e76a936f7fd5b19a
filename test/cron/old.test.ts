import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from "vitest";
import { startRedis, type TestRedis } from "@/lib/testing/redis-server";
import { type RubyWorker, runRuby, startWorker, until } from "@/test/ruby/run";
import { cronFile, dump, entryOf, newEntry, openCron } from "./harness";

/** sidekiq-cron 1.12 on Sidekiq 6.5: what it wrote is read, and what is written here it takes for its own. */
vi.setConfig({ testTimeout: 120_000 });

const [THEIRS, OURS] = [0, 1];
const ID = "c:nightly report";
let server: TestRedis;
let open: ReturnType<typeof openCron>;
let worker: RubyWorker | undefined;
const urlOf = (db: number) => `redis://127.0.0.1:${server.port}/${db}`;
const gem = (source: string) =>
  runRuby("6.5", `load ${JSON.stringify(cronFile)}\n${source}`, { redisUrl: urlOf(THEIRS), env: { CRON: "1" } });
beforeAll(async () => {
  server = await startRedis();
});
afterAll(() => server.stop());
beforeEach(async () => {
  await server.client(THEIRS).flushall();
  open = openCron(urlOf(OURS));
});
afterEach(async () => {
  await worker?.kill();
  worker = undefined;
  await open.store.close();
});

/** What the gem wrote, in our store as well. */
async function copied(): Promise<void> {
  await server.client(OURS).flushdb();
  for (const key of await server.client(THEIRS).keys("*"))
    await server.client(THEIRS).call("COPY", key, key, "DB", OURS);
}
const both = async () => [await dump(server.client(THEIRS)), await dump(server.client(OURS))];
const CREATE = `Sidekiq::Cron::Job.create(name: "nightly report", cron: "30 5 * * * Europe/Berlin", class: "NotLoaded",
  args: [1, {"b" => 2.5}], description: "what the office reads", queue: "low")`;

it("reads, disables and deletes as Sidekiq::Cron::Job of 1.12 does", async () => {
  await gem(CREATE);
  await copied();
  const entry = await entryOf(open.cron, ID);
  expect(entry).toMatchObject({
    name: "nightly report",
    namespace: null,
    class: "NotLoaded",
    queue: "low",
    args: '[1,{"b":2.5}]',
    schedule: { kind: "cron", text: "30 5 * * * Europe/Berlin" },
    enabled: true,
    declared: "dynamic",
    problem: null,
  });
  await gem(`Sidekiq::Cron::Job.find("nightly report").disable!`);
  expect(await open.cron.edit(ID, { version: entry.version, enabled: false })).toMatchObject({ status: "done" });
  let [gems, mine] = await both();
  expect(mine).toEqual(gems);

  const { undo } = await open.cron.remove(ID, (await entryOf(open.cron, ID)).version);
  await gem(`Sidekiq::Cron::Job.destroy("nightly report")`);
  [gems, mine] = await both();
  expect(mine).toEqual(gems);
  await gem(CREATE);
  expect(await open.cron.restore(undo ?? "")).toMatchObject({ status: "done" });
  const back = await gem(`answer(Sidekiq::Cron::Job.find("nightly report").cron)`);
  expect([back, (await entryOf(open.cron, ID)).schedule?.text]).toEqual(Array(2).fill("30 5 * * * Europe/Berlin"));
});

it("enqueues the payload that Job#enque! of 1.12 pushes", async () => {
  await gem(CREATE);
  await copied();
  await gem(`Sidekiq::Cron::Job.find("nightly report").enque!`);
  const { runToken } = await entryOf(open.cron, ID);
  expect(await open.cron.run(ID, { runToken })).toMatchObject({ status: "done", queue: "low" });
  const shape = (text: string) =>
    JSON.stringify(
      Object.entries(JSON.parse(text))
        .map(([key, value]) => (/_at$|^jid$/.test(key) ? [key, typeof value] : [key, value]))
        .sort(),
    );
  const [gems, mine] = await Promise.all([THEIRS, OURS].map((db) => server.client(db).lrange("queue:low", 0, -1)));
  expect(mine?.map(shape)).toEqual(gems?.map(shape));
});

it("the poller of 1.12 obeys: at the edited time, not when disabled, and again after a deletion was undone", async () => {
  const redis = server.client(OURS);
  await redis.sadd("cron_jobs", "cron_job:other");
  await redis.hset("cron_job:other", {
    name: "other",
    klass: "HardJob",
    cron: "0 0 1 1 *",
    args: "[]",
    status: "enabled",
  });
  await open.cron.create(
    newEntry({ name: "nightly report", args: "[7]", schedule: { kind: "cron", text: "0 0 1 1 *" } }),
  );
  worker = await startWorker("6.5", { redisUrl: urlOf(OURS), requireFile: cronFile, env: { TZ: "UTC", CRON: "1" } });
  const executed = async () => (await redis.lrange("executed", 0, -1)).filter((line) => line.endsWith(",[7]]")).length;
  const edit = async (changes: object) =>
    expect(await open.cron.edit(ID, { version: (await entryOf(open.cron, ID)).version, ...changes })).toMatchObject({
      status: "done",
    });
  const reached = (count: number) =>
    until(
      async () => (await executed()) >= count,
      40_000,
      () => `fewer than ${count} runs:\n${worker?.log()}`,
    );
  const wait = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

  await edit({ schedule: { kind: "cron", text: "* * * * * *" } });
  await reached(1);
  expect((await entryOf(open.cron, ID)).runs[0]?.jid).toMatch(/^[0-9a-f]{24}$/);
  await edit({ enabled: false });
  await wait(2_000);
  const before = await executed();
  await wait(3_000);
  expect(await executed()).toBe(before);
  await edit({ enabled: true });
  await reached(before + 1);
  const { undo } = await open.cron.remove(ID, (await entryOf(open.cron, ID)).version);
  await wait(2_000);
  const deleted = await executed();
  await wait(3_000);
  expect(await executed()).toBe(deleted);
  expect(await open.cron.restore(undo ?? "")).toMatchObject({ status: "done" });
  await reached(deleted + 1);
});
