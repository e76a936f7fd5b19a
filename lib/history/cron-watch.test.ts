import { afterAll, beforeEach, expect, it } from "vitest";
import { openRedisLink } from "@/lib/redis/open";
import { ownKeys } from "@/lib/state/keys";
import { openSidekiqStore } from "@/lib/stores/sidekiq/store";
import { config } from "@/lib/stores/sidekiq/test-harness";
import { startRedis } from "@/lib/testing/redis-server";
import { createCronWatch } from "./cron-watch";

const server = await startRedis();
const redis = server.client();
const link = openRedisLink({ url: server.url });
const store = openSidekiqStore(config(server.url, null));
afterAll(async () => {
  await link.close();
  await store.close();
  await server.stop();
});
beforeEach(() => redis.flushdb());

const keys = ownKeys(null, "default");
const watch = (lead = true) =>
  createCronWatch({
    link,
    keys,
    store: () => store,
    lead: async () => lead,
    onError: (error) => {
      throw error;
    },
  });

async function put(fields: Record<string, string>, name = "report"): Promise<void> {
  await redis.sadd("cron_jobs:default", `cron_job:default:${name}`);
  await redis.hset(`cron_job:default:${name}`, {
    name,
    namespace: "default",
    klass: "HardJob",
    status: "enabled",
    ...fields,
  });
}

const runsNow = async () => (await store.cron?.entry("c:default:report"))?.runs ?? [];

it("remembers missed ticks and what became of a run's job, and forgets entries that left", async () => {
  await put({ cron: "* * * * *" });
  const { step } = watch();
  const start = Date.now();
  expect(await step(start)).toBe(true);
  expect(await step(start + 240_000)).toBe(true);
  const missed = await runsNow();
  expect(missed.length).toBeGreaterThanOrEqual(2);
  expect(missed.every(({ kind }) => kind === "missed")).toBe(true);

  const second = new Date(start + 300_000).toISOString().slice(0, 19).replace("T", " ");
  const jid = "0123456789abcdef01234567";
  await redis.lpush("cron_job:default:report:jid_history", JSON.stringify({ jid, enqueued: `${second} UTC` }));
  await redis.zadd(
    "dead",
    "1",
    JSON.stringify({ jid, class: "HardJob", args: [], queue: "default", error_class: "Boom" }),
  );
  await step(start + 330_000);
  expect((await runsNow()).find((run) => run.jid === jid)).toMatchObject({ kind: "on_time", became: "dead" });
  expect(await redis.pttl(keys.cronWatch)).toBeGreaterThan(0);

  await put({ cron: "0 0 1 1 *" }, "other");
  await redis.srem("cron_jobs:default", "cron_job:default:report");
  await step(start + 400_000);
  expect(await redis.hkeys(keys.cronWatch)).toEqual(["c:default:other"]);
});

it("does nothing where another replica watches", async () => {
  await put({ cron: "* * * * *" });
  expect(await watch(false).step()).toBe(false);
  expect(await redis.exists(keys.cronWatch)).toBe(0);
});

it("lives with what is no record of ours and with entries that cannot be read", async () => {
  await put({ cron: "nonsense" });
  await redis.set("cron_job:default:broken", "not a hash");
  await redis.sadd("cron_jobs:default", "cron_job:default:broken", "cron_job:default:gone", "something else");
  await redis.hset(keys.cronWatch, "c:default:report", "{", "c:default:broken", '{"sinceMs":"x"}');
  expect(await watch().step()).toBe(true);
  const list = await store.cron?.list();
  expect(list?.entries.map(({ id, problem }) => [id, problem]).sort()).toEqual([
    ["c:default:broken", "unreadable"],
    ["c:default:gone", "gone"],
    ["c:default:report", null],
  ]);
});
