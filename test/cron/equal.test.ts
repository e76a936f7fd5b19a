import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from "vitest";
import { startRedis, type TestRedis } from "@/lib/testing/redis-server";
import { runRuby, type SidekiqVersion } from "@/test/ruby/run";
import { cronFile, dump, entryOf, newEntry, openCron } from "./harness";

// Ruby starts several times, on a machine that may be busy.
vi.setConfig({ testTimeout: 180_000 });

const VERSIONS: SidekiqVersion[] = ["6.5", "7.3", "8.1"];
let redis: TestRedis;
beforeAll(async () => {
  redis = await startRedis();
});
afterAll(() => redis.stop());

describe.each(VERSIONS)("beside the gems under Sidekiq %s", (version) => {
  const [theirs, ours] = [VERSIONS.indexOf(version) * 2, VERSIONS.indexOf(version) * 2 + 1];
  const urlOf = (db: number) => `redis://127.0.0.1:${redis.port}/${db}`;
  const gem = (source: string, env: Record<string, string> = { CRON: "1" }) =>
    runRuby(version, `load ${JSON.stringify(cronFile)}\n${source}`, { redisUrl: urlOf(theirs), env });
  let open: ReturnType<typeof openCron>;
  beforeEach(async () => {
    await redis.client(theirs).flushdb();
    await redis.client(ours).flushdb();
    open = openCron(urlOf(ours));
  });
  afterEach(() => open.store.close());
  const both = async () => [await dump(redis.client(theirs)), await dump(redis.client(ours))];
  const CREATE = `Sidekiq::Cron::Job.create(name: "nightly report", cron: "30 5 * * * Europe/Berlin", klass: "NotLoaded",
    args: [1, {"b" => 2.5}], description: "what the office reads", queue: "default")`;

  /** sidekiq-cron 1.12 on 6.5 has tests of its own. */
  const hasCron = version !== "6.5";

  if (hasCron)
    it("creates, disables, edits and deletes key by key as Sidekiq::Cron::Job does", async () => {
      const { cron } = open;
      const id = "c:default:nightly report";
      await gem(CREATE);
      await cron.create(newEntry({ class: "NotLoaded", args: '[1,{"b":2.5}]' }));
      let [gems, mine] = await both();
      expect(mine).toEqual(gems);

      await gem(`Sidekiq::Cron::Job.find("nightly report").disable!`);
      expect(await cron.edit(id, { version: (await entryOf(cron, id)).version, enabled: false })).toMatchObject({
        status: "done",
      });
      [gems, mine] = await both();
      expect(mine).toEqual(gems);

      await gem(`Sidekiq::Cron::Job.create(name: "nightly report", cron: "every day at 5:45", klass: "Other", args: [2],
      description: "what the office reads", queue: "low", status: "disabled")`);
      const { version: seen } = await entryOf(cron, id);
      const changes = {
        schedule: { kind: "cron" as const, text: "every day at 5:45" },
        class: "Other",
        args: "[2]",
        queue: "low",
      };
      expect(await cron.edit(id, { version: seen, ...changes })).toMatchObject({ status: "done" });
      [gems, mine] = await both();
      expect(mine).toEqual(gems);

      await gem(`Sidekiq::Cron::Job.destroy("nightly report")`);
      expect(await cron.remove(id, (await entryOf(cron, id)).version)).toMatchObject({ status: "done" });
      [gems, mine] = await both();
      expect(mine).toEqual(gems);
      expect(mine).toEqual({});
    });

  if (hasCron)
    it.each([false, true])("enqueues the payload that Job#enqueue! pushes, Active Job %s", async (active) => {
      const { cron } = open;
      const id = "c:default:nightly report";
      await gem(`Sidekiq::Cron::Job.create(name: "nightly report", cron: "30 5 * * *", klass: "NotLoaded", args: [1, {"b" => 2.5}],
      description: "what the office reads", queue: "low", active_job: ${active}, queue_name_prefix: "shop")
      Sidekiq::Cron::Job.find("nightly report").enqueue!`);
      await cron.create(newEntry({ class: "NotLoaded", args: '[1,{"b":2.5}]', queue: "low", activeJob: active }));
      await redis.client(ours).hset("cron_job:default:nightly report", "queue_name_prefix", "shop");
      if (version === "8.1") await livingProcess(redis, ours);
      const { runToken } = await entryOf(cron, id);
      const result = await cron.run(id, { runToken });
      const queue = active ? "shop_low" : "low";
      expect(result).toMatchObject({ status: "done", queue });
      const payloads = await Promise.all(
        [theirs, ours].map(async (db) => (await redis.client(db).lrange(`queue:${queue}`, 0, -1)).map(withoutChance)),
      );
      expect(payloads[1]).toHaveLength(1);
      expect(payloads[1]).toEqual(payloads[0]);
      const histories = await Promise.all(
        [theirs, ours].map(async (db) =>
          (await redis.client(db).lrange("cron_job:default:nightly report:jid_history", 0, -1)).map(shape),
        ),
      );
      expect(histories[1]).toEqual(histories[0]);
      expect(shape((await redis.client(ours).hget("cron_job:default:nightly report", "last_enqueue_time")) ?? "")).toBe(
        shape((await redis.client(theirs).hget("cron_job:default:nightly report", "last_enqueue_time")) ?? ""),
      );
      expect(await redis.client(ours).smembers("queues")).toEqual([queue]);
    });

  it("creates, edits and deletes schedules as Sidekiq.set_schedule does", async () => {
    const { cron } = open;
    const env = { SCHEDULER: "none" };
    const id = "s:tidy";
    await gem(
      `Sidekiq.set_schedule("tidy", {"every" => "30s", "class" => "HardJob", "args" => [1], "queue" => "low"})`,
      env,
    );
    await cron.create(
      newEntry({
        scheduler: "sidekiq-scheduler",
        name: "tidy",
        schedule: { kind: "every", text: "30s" },
        args: "[1]",
        queue: "low",
        description: null,
      }),
    );
    let [gems, mine] = await both();
    expect(mine).toEqual(gems);
    const { version: seen } = await entryOf(cron, id);
    await gem(
      `Sidekiq.set_schedule("tidy", {"class" => "HardJob", "args" => [2], "queue" => "low", "cron" => "0 3 * * *"})`,
      env,
    );
    expect(
      await cron.edit(id, { version: seen, schedule: { kind: "cron", text: "0 3 * * *" }, args: "[2]" }),
    ).toMatchObject({ status: "done" });
    [gems, mine] = await both();
    expect(mine).toEqual(gems);

    await gem(`Sidekiq.reload_schedule!; SidekiqScheduler::Scheduler.instance.toggle_job_enabled("tidy")`, env);
    expect(await cron.edit(id, { version: (await entryOf(cron, id)).version, enabled: false })).toMatchObject({
      status: "done",
    });
    [gems, mine] = await both();
    expect(mine).toEqual(gems);

    await gem(`Sidekiq.remove_schedule("tidy")`, env);
    expect(await cron.remove(id, (await entryOf(cron, id)).version)).toMatchObject({ status: "done" });
    [gems, mine] = await both();
    expect(mine).toEqual(gems);
  });

  it("enqueues a schedule's job as its web page does", async () => {
    const { cron } = open;
    const spec = `{"cron":"0 3 * * *","class":"NotLoaded","args":[1,2.50],"queue":"low","description":"tidies","retry":3,"tags":["x"]}`;
    for (const db of [theirs, ours]) await redis.client(db).hset("schedules", "tidy", spec);
    await gem(`SidekiqScheduler::Scheduler.instance.enqueue_job(Sidekiq.get_schedule("tidy"))`, { SCHEDULER: "none" });
    if (version === "8.1") await livingProcess(redis, ours);
    expect(await cron.run("s:tidy", { runToken: "" })).toMatchObject({ status: "done", queue: "low" });
    const [gems, mine] = await Promise.all(
      [theirs, ours].map(async (db) => (await redis.client(db).lrange("queue:low", 0, -1)).map(withoutChance)),
    );
    expect(mine?.[0]?.replace("2.50", "2.5")).toEqual(gems?.[0]);
  });
});

/** So that times are written in the unit of version 8. */
async function livingProcess(server: TestRedis, db: number): Promise<void> {
  await server.client(db).sadd("processes", "host:1:a");
  await server.client(db).hset("host:1:a", "info", '{"version":"8.1.7"}');
}

/** Digits and ids by their form alone. */
const shape = (text: string) => text.replaceAll(/[0-9a-f]{24}/g, "JID").replaceAll(/\d/g, "9");

function withoutChance(payload: string): string {
  return payload
    .replaceAll(/[0-9a-f]{8}-[0-9a-f-]{27}/g, "UUID")
    .replaceAll(/"jid":"[0-9a-f]{24}"/g, '"jid":"JID"')
    .replaceAll(
      /"(created|enqueued)_at":(\d+)(\.\d+)?/g,
      (_, name, whole, part) => `"${name}_at":${String(whole).length}${part ? ".x" : ""}`,
    );
}
