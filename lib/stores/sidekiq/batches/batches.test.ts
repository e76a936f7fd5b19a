import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Batches, Plugins, Store } from "@/lib/stores/port";
import { openSidekiqStore } from "@/lib/stores/sidekiq/store";
import { startRedis, type TestRedis } from "@/lib/testing/redis-server";
import { config } from "../test-harness";
import { openBid } from "./page";

const NOW = 1_795_355_549;

/**
 * Sidekiq Pro and Enterprise are closed: these keys are written by this test, to the layout their users and
 * changelogs describe. The open-source gems are tested themselves, in test/plugins.
 */
describe("commercial keys, by their documented layout (data of our own)", () => {
  let server: TestRedis;
  let redis: ReturnType<TestRedis["client"]>;
  let store: Store;
  beforeAll(async () => {
    server = await startRedis();
    redis = server.client();
  });
  afterAll(() => server.stop());
  beforeEach(async () => {
    await redis.flushall();
    store = openSidekiqStore(config(server.url, null));
  });
  afterEach(() => store.close());

  const batches = () => store.batches as Batches;
  const plugins = () => store.plugins as Plugins;
  const page = (over = {}) => batches().page({ kind: "pro", cursor: null, limit: 25, q: null, ...over });

  it("a Pro batch of version 7 and of version 8 tell the same", async () => {
    for (const [bid, created] of [
      ["Q3BnnVyaWRlMg-", `${NOW}.25`],
      ["-_xY7abcdefghi", `${NOW}250`],
    ] as const) {
      await redis.zadd("batches", String(NOW), bid);
      await redis.hset(`b-${bid}`, {
        total: "10",
        pending: "4",
        kids: "0",
        created_at: created,
        description: "import",
      });
      await redis.sadd(`b-${bid}-jids`, "j1", "j2", "j3", "j4");
      await redis.sadd(`b-${bid}-failed`, "j1");
      await redis.hset(`b-${bid}-failinfo`, "j1", '["KeyError","key not found: password=hunter2"]');
    }
    const found = await page({ kind: null });
    expect(found.kind).toBe("pro");
    expect(found.batches).toHaveLength(2);
    for (const batch of found.batches) {
      expect(batch).toMatchObject({
        total: 10,
        pending: 4,
        failures: 1,
        state: "running",
        createdAtMs: NOW * 1_000 + 250,
      });
    }
    const detail = await batches().batch("-_xY7abcdefghi");
    expect(detail).toMatchObject({ unfinishedTotal: 4, failed: [{ jid: "j1", errorClass: "KeyError", dead: false }] });
    expect(JSON.stringify(detail)).not.toContain("hunter2");
  });

  it("newer batches that arrive between two pages neither hide nor repeat any", async () => {
    for (let index = 0; index < 60; index++) await redis.zadd("batches", String(index), `bid${index}`);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const found = await page({ cursor, limit: 7 });
      seen.push(...found.batches.map(({ bid }) => bid));
      cursor = found.nextCursor;
      await redis.zadd("batches", String(1_000 + seen.length), `new${seen.length}`);
    } while (cursor !== null);
    expect(seen).toEqual(Array.from({ length: 60 }, (_, index) => `bid${59 - index}`));
  });

  it("counters of any content are clamped, and keys of any type are shown as what they are", async () => {
    await redis.zadd("batches", "1", "odd", "2", "wrong", "3", "gone");
    await redis.hset("b-odd", {
      total: "5",
      pending: "-3",
      kids: "many",
      created_at: "yesterday",
      callbacks: "{broken",
    });
    await redis.set("b-odd-jids", "no set");
    await redis.set("b-odd-failinfo", "no hash");
    await redis.set("b-wrong", "no hash");
    const by = new Map((await page()).batches.map((batch) => [batch.bid, batch]));
    expect(by.get("odd")).toMatchObject({ total: 5, pending: 0, children: 0, createdAtMs: null, problem: null });
    expect(by.get("wrong")).toMatchObject({ problem: "wrong_type" });
    expect(by.get("gone")).toMatchObject({ problem: "gone" });
    expect(await batches().batch("odd")).toMatchObject({ callbacks: [], failed: [], unfinished: [] });
    expect(await batches().batch("gone")).toBeNull();
    await expect(page({ cursor: "x" })).rejects.toMatchObject({ code: "invalid_cursor" });
  });

  it("batches that are each other's parents do not go round for ever", async () => {
    await redis.zadd("batches", "1", "a", "2", "b");
    await redis.hset("b-a", { total: "1", parent_bid: "b" });
    await redis.hset("b-b", { total: "1", parent_bid: "a" });
    const detail = await batches().batch("a");
    expect(detail?.ancestors.map(({ bid }) => bid)).toEqual(["b"]);
    expect(detail?.nested.map(({ bid }) => bid)).toEqual(["b"]);
  });

  it.each([
    ["BID-abcdefghijklmn", "abcdefghijklmn"],
    ["BID-abcdefgh-jids1", "abcdefgh-jids1"],
    ["BID-abcdefghijklmn-jids", null],
    ["BID-abcdefghijklmn-callbacks-success", null],
    ["BID-abcdefghi-jids", "abcdefghi-jids"],
    ["BID-", null],
    ["bid-x", null],
  ])("the key %s is the batch %s", (key, bid) => {
    expect(openBid(key)).toBe(bid);
  });

  it("limiters of any type are shown with what they say, masked", async () => {
    await redis.hset("lmtr-c-stripe", { limit: "20", token: "sk_live_0123456789abcdef" });
    await redis.zadd("lmtr-b-mail", "1", "x");
    await redis.set("lmtr-s", "5");
    await redis.set("throttled:Odd:concurrency.v2", "no zset");
    await store.present();
    const { limiters, complete } = await plugins().limiters({ cursor: null, limit: 50 });
    expect(complete).toBe(true);
    expect(limiters.map(({ key, storedAs }) => `${key} ${storedAs}`)).toEqual([
      "lmtr-b-mail zset",
      "lmtr-c-stripe hash",
      "lmtr-s string",
      "throttled:Odd:concurrency.v2 string",
    ]);
    expect(JSON.stringify(limiters)).not.toContain("sk_live_0123456789abcdef");
  });

  it("failures and statuses of any content do no harm", async () => {
    await redis.zadd(
      "failed",
      "1",
      "not json",
      "inf",
      '{"class":5,"args":{}}',
      "2",
      '{"class":"A","args":[1],"jid":"j"}',
    );
    await redis.hset("sidekiq:status:j1", {
      status: "working",
      at: "x",
      total: "1e400",
      args: "{broken",
      update_time: "?",
    });
    await redis.set("sidekiq:status:j2", "no hash");
    expect((await plugins().failures({ cursor: null, limit: 10 })).failures).toHaveLength(3);
    expect((await plugins().statuses({ cursor: null, limit: 10 })).statuses).toMatchObject([{ jid: "j1", at: null }]);
    expect(await plugins().job({ jid: "j2", class: null, digest: "uniquejobs:none" })).toMatchObject({
      lockHeld: "free",
      status: null,
    });
    await redis.set("failed2", "x");
    expect([...(await store.present())].sort()).toEqual(["failures", "statuses"]);
  });
});
