import { afterAll, expect, it } from "vitest";
import { defaultSource } from "@/lib/config/sources";
import { openRedisLink } from "@/lib/redis/open";
import { loadGolden } from "@/lib/testing/load-dump";
import { freePort, startRedis } from "@/lib/testing/redis-server";
import { readAbout } from "./about";
import { sidekiqKeys } from "./keys";
import { createReader } from "./reader";
import { readStore } from "./reading";
import { openSidekiqStore } from "./store";

const redis = await startRedis();
const admin = redis.client();
const open = (url: string) => ({ link: openRedisLink({ url }), keys: sidekiqKeys(null), namespace: null });
afterAll(() => redis.stop());

it("shows a store to a user who may only read, and names what is refused", async () => {
  await loadGolden(admin, "sidekiq-8.1");
  const allowed =
    "+zrange +zrevrange +zcard +zcount +lrange +llen +lindex +get +mget +hmget +hget +hscan +sscan +zscan +exists";
  await admin.call(
    "ACL",
    "SETUSER",
    "viewer",
    "on",
    ">pw",
    "~*",
    ...`${allowed} +select +time +ping +acl|whoami`.split(" "),
  );
  const ctx = open(`redis://viewer:pw@127.0.0.1:${redis.port}`);
  const page = await createReader(ctx).page(
    { set: "dead" },
    { cursor: null, limit: 10, direction: "forward", q: null },
  );
  expect(page.total).toBeGreaterThan(0);
  const reading = await readStore(ctx);
  expect(reading.info).toBeNull();
  expect(reading.sizes.dead).toBe(page.total);
  await admin.call("ACL", "LOG", "RESET");
  await readStore(ctx);
  expect(await admin.call("ACL", "LOG")).toEqual([]);
  expect(ctx.link.health().state).toBe("ok");
  await ctx.link.close();
});

it("asks the server which rights are missing, where it may ask", async () => {
  await admin.call("ACL", "SETUSER", "half", "on", ">pw", "~*", "+@all", "-info", "-rename", "-evalsha");
  const ctx = open(`redis://half:pw@127.0.0.1:${redis.port}`);
  const about = await readAbout(ctx);
  expect(about.missingRights).toEqual([
    { command: "info", turnsOff: "server_facts" },
    { command: "evalsha", turnsOff: "writer" },
    { command: "rename", turnsOff: "queue_clear" },
  ]);
  expect(about.warnings.map(({ code }) => code)).toContain("missing_rights");
  await ctx.link.close();
});

it("warns of what endangers jobs", async () => {
  await admin.config("SET", "maxmemory", "100mb", "maxmemory-policy", "allkeys-lru");
  const ctx = open(redis.url);
  const codes = (await readStore(ctx)).warnings.map(({ code }) => code);
  expect(codes).toEqual(expect.arrayContaining(["evicts_keys", "persistence_off"]));
  await admin.config("SET", "save", "3600 1", "appendonly", "yes", "maxmemory-policy", "noeviction");
  const after = await readStore(ctx);
  expect(after.info).toMatchObject({ persistence: "aof+rdb", maxMemoryBytes: 104_857_600 });
  expect(after.warnings.map(({ code }) => code)).not.toContain("evicts_keys");
  await ctx.link.close();
});

it("says that scripts are refused to a user who may not even ask for his rights", async () => {
  const admin = redis.client();
  await admin.call("ACL", "SETUSER", "onlooker", "on", ">looks", "~*", "+@read", "+info", "+time", "+hello", "+select");
  const ctx = open(redis.url.replace("redis://", "redis://onlooker:looks@"));
  const about = await readAbout(ctx);
  expect(about.missingRights).toEqual([{ command: "eval", turnsOff: "writer" }]);
  expect(about.warnings.map(({ code }) => code)).toContain("missing_rights");
  await ctx.link.close();
});

it("names a set whose key holds another type, instead of showing it as empty only", async () => {
  await admin.set("other:dead", "x");
  const ctx = { ...open(redis.url), keys: sidekiqKeys("other"), namespace: "other" };
  const { warnings } = await readStore(ctx);
  expect(warnings).toContainEqual({ code: "wrong_type", params: { key: "other:dead" } });
  expect(warnings.filter(({ code }) => code === "wrong_type")).toHaveLength(1);
  await ctx.link.close();
  await admin.del("other:dead");
});

it("says when the server is a replica", async () => {
  const replica = await startRedis(["--replicaof", "127.0.0.1", String(await freePort())]);
  const ctx = open(replica.url);
  const reading = await readStore(ctx);
  expect(reading.info?.role).toBe("replica");
  expect(reading.warnings.map(({ code }) => code)).toContain("replica");
  await ctx.link.close();
  await replica.stop();
});

it("knows of a user who may not write, and of a replica, that every write is refused", async () => {
  await admin.call("ACL", "SETUSER", "reader", "on", ">pw", "~*", "+@all", "-eval", "-evalsha");
  const replica = await startRedis(["--replicaof", "127.0.0.1", String(await freePort())]);
  const refusals = [redis.url, `redis://reader:pw@127.0.0.1:${redis.port}`, replica.url].map(async (url) => {
    const store = openSidekiqStore(defaultSource(url));
    const refusal = await store.writeRefusal();
    await store.close();
    return refusal;
  });
  expect(await Promise.all(refusals)).toEqual([null, "missing_rights", "replica"]);
  await replica.stop();
});

it("knows which verbs alone are refused to a user who may write otherwise", async () => {
  await admin.call("ACL", "SETUSER", "mover", "on", ">pw", "~*", "+@all", "-rename", "-expire");
  const store = openSidekiqStore(defaultSource(`redis://mover:pw@127.0.0.1:${redis.port}`));
  expect([await store.writeRefusal(), store.refusedVerbs()]).toEqual([null, ["queue_clear", "signals"]]);
  await store.close();
});

it("makes one snapshot in two round trips", async () => {
  const ctx = open(redis.url);
  await readStore(ctx);
  let trips = 0;
  const counting = {
    ...ctx,
    link: {
      ...ctx.link,
      read: <T>(work: Parameters<typeof ctx.link.read<T>>[0]) =>
        ctx.link.read((client) => {
          const pipeline = client.pipeline.bind(client);
          client.pipeline = (...args: Parameters<typeof pipeline>) => {
            trips++;
            return pipeline(...args);
          };
          return work(client);
        }),
    },
  };
  await readStore(counting);
  expect(trips).toBe(2);
  await ctx.link.close();
});
