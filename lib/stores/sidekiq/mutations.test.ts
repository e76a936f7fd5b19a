import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { Script } from "@/lib/redis/link";
import { type Check, contract } from "@/lib/stores/contract";
import { type CutProxy, startCutProxy } from "@/lib/testing/cut-proxy";
import { startRedis, type TestRedis } from "@/lib/testing/redis-server";
import { moveEntries } from "./lua/move-entries";
import { openSidekiqStore } from "./store";
import { config, sidekiqHarness } from "./test-harness";

/** Each a mistake somebody could make in the script; the battery must notice every one. */
const mutations: { name: string; edits: [string, string][] }[] = [
  {
    name: "removes before it adds",
    edits: [
      ["local added, undo\n", "local early = remove(bytes, where)\n  local added, undo\n"],
      ["local gone = remove(bytes, where)", "local gone = early"],
    ],
  },
  {
    name: "does not look whether the entry is still there",
    edits: [["local missing = absent(bytes, where)", "local missing = nil"]],
  },
  {
    name: "re-encodes the payload",
    edits: [
      ["'LPUSH', KEYS[destination], payload)", "'LPUSH', KEYS[destination], cjson.encode(cjson.decode(payload)))"],
    ],
  },
  { name: "does not compare the score", edits: [["or (score ~= where and tonumber(score) ~= tonumber(where))", ""]] },
  { name: "goes on after a failed addition", edits: [["if failed(added) then return nil, added end", ""]] },
  { name: "keeps the entry where it was", edits: [["local gone = remove(bytes, where)", "local gone = 1"]] },
  {
    name: "trims the dead set",
    edits: [
      ["local removed, dropped,", "redis.pcall('ZREMRANGEBYRANK', KEYS[3] or KEYS[1], 0, 0)\nlocal removed, dropped,"],
    ],
  },
];

let server: TestRedis;
let proxy: CutProxy;
const proxyUrl = () => `redis://127.0.0.1:${proxy.port}/0`;
beforeAll(async () => {
  server = await startRedis();
  proxy = await startCutProxy(server.port);
});
afterAll(async () => {
  await proxy.stop();
  await server.stop();
});
beforeEach(() => server.client().flushall());

async function failures(script: Script, checks: readonly Check[]): Promise<string[]> {
  const store = openSidekiqStore(config(proxyUrl(), null), { moveScript: script });
  const failed: string[] = [];
  for (const check of checks) {
    const harness = sidekiqHarness(store, server.client(), proxy, { major: 8, namespace: null });
    await harness.reset();
    await check.run(harness).catch(() => failed.push(check.name));
    await harness.drain();
  }
  await store.close();
  return failed;
}

describe("the battery", () => {
  it("is green with the script as it is", async () => {
    expect(await failures(moveEntries, contract)).toEqual([]);
  });

  it.each(mutations)("is red with a script that $name", async ({ name, edits }) => {
    let lua = moveEntries.lua;
    for (const [from, to] of edits) {
      expect(lua.split(from).length, from).toBe(2);
      lua = lua.replace(from, () => to);
    }
    expect((await failures({ name, lua }, contract)).length).toBeGreaterThan(0);
  });
});
