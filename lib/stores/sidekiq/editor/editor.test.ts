import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Script } from "@/lib/redis/link";
import { newId } from "@/lib/state/id";
import { editorChecks } from "@/lib/stores/contract/editor";
import { origin, refsOf } from "@/lib/stores/contract/harness";
import type { ListRef, Store } from "@/lib/stores/port";
import { type CutProxy, startCutProxy } from "@/lib/testing/cut-proxy";
import { startRedis, type TestRedis } from "@/lib/testing/redis-server";
import { makeJob } from "../lua/make-job";
import { openSidekiqStore } from "../store";
import { config, sidekiqHarness } from "../test-harness";

let server: TestRedis;
let proxy: CutProxy;
let store: Store;
const open = (script?: Script) =>
  openSidekiqStore(config(`redis://127.0.0.1:${proxy.port}/0`, null), script ? { makeScript: script } : {});
beforeAll(async () => {
  server = await startRedis();
  proxy = await startCutProxy(server.port);
  store = open();
});
afterAll(async () => {
  await store.close();
  await proxy.stop();
  await server.stop();
});
beforeEach(() => server.client().flushall());

const harness = (over: Store = store) => sidekiqHarness(over, server.client(), proxy, { major: 8, namespace: null });

describe("a job that is made", () => {
  const lists: ListRef[] = [{ set: "dead" }, { set: "scheduled" }, { queue: "other" }];
  const fill = async (list: ListRef) => {
    const h = harness();
    await h.reset();
    await h.put(list, h.payload("j1", { queue: "low" }), "1795355549.1179667");
    const [ref = ""] = await refsOf(store, list);
    return { h, wanted: { ref, text: null, queue: null, atMs: null, token: newId(), batch: origin() } };
  };
  /** How often the old and the new job are there, the trash included. */
  const count = async () => {
    const stored = await harness().contents();
    const made = stored.filter(({ bytes }) => bytes.includes("signalbox_ancestor")).length;
    const keys = await server.client().keys("signalbox:default:trash:*:records");
    const trashed = (await Promise.all(keys.map((key) => server.client().hlen(key)))).reduce((sum, n) => sum + n, 0);
    return { old: stored.length - made, made, trashed };
  };

  it("is refused above a mebibyte, and nothing was written", async () => {
    const h = harness();
    await h.reset();
    const sizes = { small: 900_000, large: 1_100_000 };
    for (const [name, size] of Object.entries(sizes)) {
      await h.put({ set: "dead" }, h.payload(name, { queue: "low", sizeBytes: size }), "1795355549.1");
    }
    const copy = (ref: string) => store.editor?.enqueue({ ref, text: null, queue: null, atMs: null, token: newId() });
    const made = await Promise.all((await refsOf(store, { set: "dead" })).map(copy));
    expect(made.map((one) => [one?.status, one?.reason]).sort()).toEqual([
      ["done", null],
      ["refused", "too_large"],
    ]);
    expect(await server.client().llen("queue:low")).toBe(1);
  });

  it.each(lists)("of %o is whole or not at all wherever the command is cut", async (list) => {
    const warm = await fill(list);
    proxy.cut({ marker: "EVALSHA", request: null, reply: null });
    await store.editor?.replaceArgs(warm.wanted);
    const length = proxy.seen.request;
    for (const cut of [0, 5, length * 0.5, length - 40]) {
      const { wanted } = await fill(list);
      proxy.cut({ marker: "EVALSHA", request: Math.floor(cut), reply: null });
      expect(await store.editor?.replaceArgs(wanted)).toMatchObject({ status: "unknown" });
      expect(await count()).toEqual({ old: 1, made: 0, trashed: 0 });
      expect(await store.editor?.replaceArgs(wanted)).toMatchObject({ status: "done" });
      expect(await count()).toEqual({ old: 0, made: 1, trashed: 1 });
    }
  });

  it.each(lists)("of %o is made once wherever the reply is cut, and the receipt says so", async (list) => {
    for (const reply of [0, 2, 4]) {
      const { wanted } = await fill(list);
      proxy.cut({ marker: "EVALSHA", request: null, reply });
      expect(await store.editor?.replaceArgs(wanted)).toMatchObject({ status: "done", destination: "low" });
      expect(await count()).toEqual({ old: 0, made: 1, trashed: 1 });
      expect(await store.editor?.replaceArgs(wanted)).toMatchObject({ status: "done" });
      expect(await count()).toEqual({ old: 0, made: 1, trashed: 1 });
    }
  });

  it("leaves nothing of ours without an end", async () => {
    const { wanted } = await fill({ set: "dead" });
    await store.editor?.replaceArgs(wanted);
    const keys = await server.client().keys("signalbox:*");
    expect(keys.length).toBeGreaterThan(3);
    for (const key of keys) expect([key, await server.client().pttl(key)]).toEqual([key, expect.any(Number)]);
    for (const key of keys) expect(await server.client().pttl(key), key).toBeGreaterThan(0);
  });
});

describe("the battery", () => {
  const mutations: [string, string, string][] = [
    ["forgets the trash", "opened = redis.pcall('HSET', KEYS[records], 1, ARGV[10] .. '\\n' .. bytes)", "opened = 1"],
    [
      "does not look whether the entry is there",
      "if not score or (score ~= where and tonumber(score) ~= tonumber(where)) then return 'g' end",
      "",
    ],
    ["keeps the original", "gone = redis.pcall('ZREM', KEYS[source], bytes)", "gone = 1"],
    [
      "re-encodes the payload",
      "redis.pcall('LPUSH', KEYS[2], payload)",
      "redis.pcall('LPUSH', KEYS[2], cjson.encode(cjson.decode(payload)))",
    ],
    ["does not undo", "for at = #done, 1, -1 do done[at]() end", ""],
    ["makes a job at each press", "if before == 'd' then return 'd' end", ""],
    ["keeps the lock", "if lock > 0 then", "if false then"],
    ["names no queue", "redis.pcall('SADD', KEYS[1], name)", "0"],
  ];
  const failures = async (script: Script) => {
    const over = open(script);
    const failed: string[] = [];
    for (const check of editorChecks) {
      const h = harness(over);
      await h.reset();
      await check.run(h).catch(() => failed.push(check.name));
      await h.drain();
    }
    await over.close();
    return failed;
  };

  it("is green with the script as it is", async () => {
    expect(await failures(makeJob)).toEqual([]);
  });

  it.each(mutations)("is red with a script that %s", async (name, from, to) => {
    expect(makeJob.lua.split(from).length, from).toBe(2);
    expect((await failures({ name, lua: makeJob.lua.replace(from, () => to) })).length).toBeGreaterThan(0);
  });
});
