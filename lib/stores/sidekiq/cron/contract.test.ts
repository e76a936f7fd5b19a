import { afterAll, beforeEach, describe, it } from "vitest";
import { type CronHarness, cronChecks } from "@/lib/stores/contract/cron";
import { startRedis } from "@/lib/testing/redis-server";
import { dump, newEntry, openCron } from "@/test/cron/harness";

const server = await startRedis();
const redis = server.client();
afterAll(() => server.stop());
beforeEach(() => redis.flushdb());

interface Format {
  name: string;
  namespace: string | null;
  make: (
    prefix: string,
  ) => Pick<CronHarness, "idOf" | "create" | "other" | "enrich"> & { before?: () => Promise<unknown> };
}

const sidekiqCron = (hash: (name: string) => string) => ({
  create: newEntry,
  other: { kind: "cron" as const, text: "every day at 5:45" },
  enrich: (name: string) => redis.hset(hash(name), "plugin_field", "kept as it is").then(() => {}),
});

const formats: Format[] = [
  ...[null, "shop"].map((namespace) => ({
    name: `sidekiq-cron 2.x${namespace ? " in a namespace" : ""}`,
    namespace,
    make: (prefix: string) => ({
      ...sidekiqCron((name) => `${prefix}cron_job:default:${name}`),
      idOf: (name: string) => `c:default:${name}`,
    }),
  })),
  {
    name: "sidekiq-cron 1.x",
    namespace: null,
    make: () => ({
      ...sidekiqCron((name) => `cron_job:${name}`),
      idOf: (name) => `c:${name}`,
      // A store whose only set is the old one has a poller of 1.x.
      before: async () => {
        await redis.sadd("cron_jobs", "cron_job:other");
        await redis.hset("cron_job:other", { name: "other", klass: "HardJob", cron: "0 0 1 1 *", args: "[]" });
      },
    }),
  },
  ...[null, "shop"].map((namespace) => ({
    name: `sidekiq-scheduler${namespace ? " in a namespace" : ""}`,
    namespace,
    make: (prefix: string) => ({
      idOf: (name: string) => `s:${name}`,
      create: (changes = {}) =>
        newEntry({ scheduler: "sidekiq-scheduler" as const, schedule: { kind: "every", text: "30s" }, ...changes }),
      other: { kind: "cron" as const, text: "0 3 * * *" },
      enrich: async (name: string) => {
        const spec = await redis.hget(`${prefix}schedules`, name);
        await redis.hset(`${prefix}schedules`, name, `{"plugin_field" : "kept as it is",${spec?.slice(1)}`);
      },
    }),
  })),
];

describe.each(formats)("$name", ({ namespace, make }) => {
  const { cron, store } = openCron(server.url, namespace);
  afterAll(() => store.close());
  const { before, ...kind } = make(namespace ? `${namespace}:` : "");
  let basis: Record<string, unknown> = {};
  const harness: CronHarness = {
    ...kind,
    cron: {
      ...cron,
      list: async () => {
        const list = await cron.list();
        const entries = list.entries.filter(({ name }) => name !== "other");
        return { ...list, entries, total: entries.length };
      },
    },
    redis,
    dump: async () => {
      const all = await dump(redis);
      const entries = Object.entries(all).filter(([key]) => !(key in basis) || key === "queues");
      // Beside the entry that makes it a store of 1.x, the set's own members count.
      return Object.fromEntries(entries);
    },
    queue: (name) => redis.lrange(`${namespace ? `${namespace}:` : ""}queue:${name}`, 0, -1),
    fill: async () => void (await redis.config("SET", "maxmemory", "1")),
    drain: async () => void (await redis.config("SET", "maxmemory", "0")),
  };
  it.each(cronChecks.map((check) => [check.name, check] as const))("%s", async (_, check) => {
    await before?.();
    basis = before ? await dump(redis) : {};
    await check.run(harness);
  });
});
