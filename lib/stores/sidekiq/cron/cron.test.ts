import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { startRedis } from "@/lib/testing/redis-server";
import { entryOf, newEntry, openCron } from "@/test/cron/harness";

const server = await startRedis();
const redis = server.client();
const { cron, store } = openCron(server.url);
afterAll(async () => {
  await store.close();
  await server.stop();
});
beforeEach(() => redis.flushdb());

const ID = "c:default:nightly report";
const KEY = "cron_job:default:nightly report";
const REFUSED = (reason: string) => ({ status: "refused", reason });

describe("entries that somebody else changes", () => {
  it("are left as they are by an edit, a delete and a run that were decided on something else", async () => {
    await cron.create(newEntry());
    const { version, runToken } = await entryOf(cron, ID);
    await redis.hset(KEY, "description", "changed meanwhile", "last_enqueue_time", "2026-01-01 00:00:00 +0000");
    const before = await redis.hgetall(KEY);
    expect(await cron.edit(ID, { version, enabled: false })).toMatchObject(REFUSED("changed"));
    expect(await cron.remove(ID, version)).toMatchObject(REFUSED("changed"));
    expect(await cron.run(ID, { runToken })).toMatchObject(REFUSED("ran"));
    expect(await redis.hgetall(KEY)).toEqual(before);
    expect(await redis.exists("queues")).toBe(0);
    await redis.del(KEY);
    await redis.srem("cron_jobs:default", KEY);
    expect(await cron.edit(ID, { version, enabled: false })).toMatchObject({ status: "gone" });
  });

  it("are not written over by a new one of the same name", async () => {
    await cron.create(newEntry());
    expect(await cron.create(newEntry({ args: "[9]" }))).toMatchObject(REFUSED("exists"));
    const schedule = { kind: "every" as const, text: "30s" };
    const tidy = newEntry({ scheduler: "sidekiq-scheduler", name: "tidy", schedule });
    expect(await cron.create(tidy)).toMatchObject({ status: "done" });
    expect(await cron.create(tidy)).toMatchObject(REFUSED("exists"));
  });

  it("keep every digit of arguments, and fields that are not ours", async () => {
    await cron.create(newEntry({ args: "[12345678901234567890,1.0,2.50]" }));
    await redis.hset(
      KEY,
      "plugin_field",
      "kept",
      "message",
      '{"class":"HardJob","odd":1.0,"args":[1.0],"queue":"default"}',
    );
    const { version } = await entryOf(cron, ID);
    await cron.edit(ID, { version, queue: "low" });
    expect(await redis.hmget(KEY, "plugin_field", "args", "message")).toEqual([
      "kept",
      "[12345678901234567890,1.0,2.50]",
      '{"class":"HardJob","odd":1.0,"args":[1.0],"queue":"low"}',
    ]);
    const { runToken } = await entryOf(cron, ID);
    await cron.run(ID, { runToken });
    expect(await redis.lindex("queue:low", 0)).toMatch(/"args":\[12345678901234567890,1\.0,2\.50\]/);
  });
});

describe("what cannot be read", () => {
  it("is refused when it is to be written, and shown as written when it is there", async () => {
    expect(await cron.create(newEntry({ schedule: { kind: "cron", text: "every blue moon" } }))).toMatchObject(
      REFUSED("invalid_schedule"),
    );
    expect(await cron.create(newEntry({ args: "{}" }))).toMatchObject(REFUSED("invalid_args"));
    expect(await redis.dbsize()).toBe(0);
    await redis.sadd("cron_jobs:default", KEY);
    await redis.hset(KEY, {
      name: "nightly report",
      cron: "~ * * * *",
      klass: "HardJob",
      args: "not json",
      message: "nor this",
    });
    const entry = await entryOf(cron, ID);
    expect(entry).toMatchObject({ schedule: { text: "~ * * * *" }, args: "not json", enabled: true, declared: null });
    expect(await cron.edit(ID, { version: entry.version, enabled: false })).toMatchObject({ status: "done" });
    expect(await cron.edit(ID, { version: (await entryOf(cron, ID)).version, queue: "low" })).toMatchObject(
      REFUSED("broken"),
    );
    expect(await cron.run(ID, { runToken: "" })).toMatchObject(REFUSED("broken"));
  });

  it("never stands in the way of the rest", async () => {
    await cron.create(newEntry());
    await redis.sadd("cron_jobs:default", "cron_job:default:x", "cron_job:default:y", "queue:default", "\u0000");
    await redis.set("cron_job:default:x", "no hash");
    await redis.set("schedules", "no hash");
    await redis.set("periodic", "no set");
    const { entries, total } = await cron.list();
    expect(total).toBe(3);
    expect(entries.map(({ problem }) => problem).sort()).toEqual([null, "gone", "unreadable"].sort());
    expect(await cron.create(newEntry({ scheduler: "sidekiq-scheduler", name: "z" }))).toMatchObject(
      REFUSED("wrong_type"),
    );
    const gone = await entryOf(cron, "c:default:y");
    expect(await cron.remove("c:default:y", gone.version)).toMatchObject({ status: "done" });
    expect(await redis.sismember("cron_jobs:default", "cron_job:default:y")).toBe(0);
  });

  it("shows schedules of every shape, hostile ones included", async () => {
    const specs: Record<string, string> = {
      list: '{"every":["30s",{"first_in":"0s"}],"class":"A"}',
      off: '{"cron":"0 3 * * *","enabled":false}',
      json: "[1]",
      text: "<script>",
      none: '{"class":"A"}',
      deep: `{"cron":"0 3 * * *","args":${"[".repeat(500)}${"]".repeat(500)}}`,
      secret: '{"cron":"0 3 * * *","args":[{"password":"hunter2"}]}',
    };
    await redis.hset("schedules", specs);
    await redis.hset("sidekiq-scheduler:states", "off", '{"enabled":true}', "list", "{");
    await redis.hset("sidekiq-scheduler:next_times", "list", "2026-11-22 13:53:30 +0000", "off", "soon");
    const { entries } = await cron.list();
    const of = (name: string) => entries.find((entry) => entry.name === name);
    expect(of("list")).toMatchObject({
      schedule: { kind: "every", text: "30s" },
      nextRunMs: Date.UTC(2026, 10, 22, 13, 53, 30),
      enabled: true,
    });
    expect(of("off")).toMatchObject({ enabled: true, class: "off", nextRunMs: null });
    expect(of("json")?.problem).toBe("unreadable");
    expect(of("text")?.problem).toBe("unreadable");
    expect(of("none")?.problem).toBe("no_schedule");
    expect(of("secret")).toMatchObject({ argsHidden: true });
    expect(JSON.stringify(entries)).not.toContain("hunter2");
    const edit = { version: of("list")?.version ?? "", schedule: { kind: "every" as const, text: "45s" } };
    await cron.edit("s:list", edit);
    expect(await redis.hget("schedules", "list")).toBe('{"every":["45s",{"first_in":"0s"}],"class":"A"}');
  });
});

it("reads and changes the entries of sidekiq-cron 1.x where they are", async () => {
  await redis.sadd("cron_jobs", "cron_job:old one");
  await redis.hset("cron_job:old one", {
    name: "old one",
    klass: "HardJob",
    cron: "0 3 * * *",
    args: "[]",
    message: '{"class":"HardJob","args":[],"queue":"default"}',
    status: "enabled",
  });
  const entry = await entryOf(cron, "c:old one");
  expect(entry).toMatchObject({ name: "old one", namespace: null, declared: null });
  await cron.edit(entry.id, { version: entry.version, enabled: false });
  expect(await redis.hget("cron_job:old one", "status")).toBe("disabled");
  await cron.create(newEntry({ name: "new one" }));
  expect((await redis.smembers("cron_jobs")).sort()).toEqual(["cron_job:new one", "cron_job:old one"]);
  expect(await redis.exists("cron_jobs:default")).toBe(0);
  await cron.remove(entry.id, (await entryOf(cron, entry.id)).version);
  expect(await redis.smembers("cron_jobs")).toEqual(["cron_job:new one"]);
});

it("reads periodic jobs of Enterprise, whose keys the test makes up, and changes none", async () => {
  await redis.sadd("periodic", "lid1", "lid2");
  await redis.hset("loops:lid1", { schedule: "0 3 * * *", klass: "HardJob", tz: "Europe/Berlin" });
  const { entries } = await cron.list();
  expect(entries).toMatchObject([
    { id: "e:lid1", scheduler: "enterprise", schedule: { text: "0 3 * * * Europe/Berlin" } },
  ]);
  expect(await cron.edit("e:lid1", { version: "x", enabled: false })).toMatchObject(REFUSED("read_only"));
});
