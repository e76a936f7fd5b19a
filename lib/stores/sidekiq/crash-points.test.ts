import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { JobVerb } from "@/lib/domain/action.schema";
import { apply, inPlace, origin, refsOf, withoutEdits } from "@/lib/stores/contract/harness";
import type { ListRef, Store } from "@/lib/stores/port";
import { type CutProxy, startCutProxy } from "@/lib/testing/cut-proxy";
import { startRedis, type TestRedis } from "@/lib/testing/redis-server";
import { openSidekiqStore } from "./store";
import { config, sidekiqHarness } from "./test-harness";

const COUNT = 12;
const cases: { verb: JobVerb; list: ListRef; to: string }[] = [
  { verb: "retry", list: { set: "retry" }, to: "queue:low" },
  { verb: "retry", list: { set: "dead" }, to: "queue:low" },
  { verb: "run_now", list: { set: "scheduled" }, to: "queue:low" },
  { verb: "kill", list: { set: "retry" }, to: "dead" },
  { verb: "kill", list: { queue: "other" }, to: "dead" },
  { verb: "delete", list: { set: "dead" }, to: "trash" },
  { verb: "delete", list: { queue: "other" }, to: "trash" },
  { verb: "reschedule", list: { set: "scheduled" }, to: "scheduled" },
  { verb: "move", list: { queue: "other" }, to: "queue:high" },
];

let server: TestRedis;
let proxy: CutProxy;
let store: Store;
beforeAll(async () => {
  server = await startRedis();
  proxy = await startCutProxy(server.port);
  store = openSidekiqStore(config(`redis://127.0.0.1:${proxy.port}/0`, null));
});
afterAll(async () => {
  await store.close();
  await proxy.stop();
  await server.stop();
});
beforeEach(() => server.client().flushall());

/**
 * A write is one command, so its crash points are the bytes of that command and of its reply: every place where
 * the connection (or the process) can end. The check counts every job and compares every byte after each.
 */
describe.each(cases)("$verb from $list", ({ verb, list, to }) => {
  const more = { queue: "high", atMs: 1_795_400_000_000 };

  async function fill() {
    const h = sidekiqHarness(store, server.client(), proxy, { major: 8, namespace: null });
    await h.reset();
    const jobs = Array.from({ length: COUNT }, (_, i) => h.payload(`j${i}`, { queue: "low", retryCount: "3" }));
    for (const job of jobs) await h.put(list, job, "1795355549.1179667");
    return { h, jobs, refs: await refsOf(store, list) };
  }

  /** Every job once, in its old place or its new one, with its bytes. */
  async function whereTheyAre(jobs: readonly Buffer[]): Promise<{ old: number; moved: number }> {
    const h = sidekiqHarness(store, server.client(), proxy, { major: 8, namespace: null });
    const stored = await h.contents();
    const redis = server.client();
    const trashed: Buffer[] = [];
    for (const key of await redis.keys("signalbox:default:trash:*:records")) {
      for (const record of await redis.hvalsBuffer(key)) trashed.push(record.subarray(record.indexOf(0x0a) + 1));
    }
    const all = [...stored.map(({ bytes }) => bytes), ...trashed].map((bytes) =>
      withoutEdits(bytes).replace('"queue":"high"', '"queue":"low"'),
    );
    expect(all.sort()).toEqual(jobs.map(withoutEdits).sort());
    const moved =
      verb === "reschedule"
        ? stored.filter(({ score }) => score === "1795400000").length
        : to === "trash"
          ? trashed.length
          : inPlace(stored, to).length;
    return { old: all.length - moved, moved };
  }

  it("is whole or not at all wherever the command is cut, and says which", async () => {
    const warm = await fill();
    proxy.cut({ marker: "EVALSHA", request: null, reply: null });
    await apply(warm.h, verb, warm.refs, more);
    const length = proxy.seen.request;
    expect(length).toBeGreaterThan(100);
    // The last cut stays clear of a ping that may have shared the measured packet.
    for (const cut of [0, 5, length * 0.1, length * 0.5, length * 0.9, length - 40]) {
      const { h, jobs, refs } = await fill();
      proxy.cut({ marker: "EVALSHA", request: Math.floor(cut), reply: null });
      const outcomes = await apply(h, verb, refs, more);
      expect(proxy.armed).toBe(false);
      expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(["unknown"]));
      expect(await whereTheyAre(jobs)).toEqual({ old: COUNT, moved: 0 });
    }
  });

  it("is done exactly once wherever the reply is cut, and the receipt says so", async () => {
    const warm = await fill();
    await apply(warm.h, verb, warm.refs, more);
    for (const bytes of [0, 1, 2, 4, 5, 12]) {
      const { h, jobs, refs } = await fill();
      proxy.cut({ marker: "EVALSHA", request: null, reply: bytes });
      const outcomes = await apply(h, verb, refs, more);
      expect(proxy.armed).toBe(false);
      expect(new Set(outcomes.map(({ status }) => status))).toEqual(new Set(["done"]));
      expect(await whereTheyAre(jobs)).toEqual({ old: 0, moved: COUNT });
      const again = await apply(h, verb, refs, more);
      expect(new Set(again.map(({ status }) => status))).toEqual(new Set(["gone"]));
      expect(await whereTheyAre(jobs)).toEqual({ old: 0, moved: COUNT });
    }
  });
});

describe("a queue", () => {
  const jobs = () =>
    Array.from({ length: COUNT }, (_, i) => Buffer.from(`{"class":"A","args":[${i}.0],"jid":"j${i}"}`));

  async function fill() {
    const h = sidekiqHarness(store, server.client(), proxy, { major: 8, namespace: null });
    await h.reset();
    for (const job of jobs()) await h.put({ queue: "low" }, job);
    const page = await store.reader.page({ queue: "low" }, { cursor: null, limit: 1, direction: "backward", q: null });
    return { h, newestRef: page.jobs[0]?.ref ?? null };
  }

  async function everyJob(): Promise<string[]> {
    const redis = server.client();
    const all: string[] = [];
    for (const key of ["queue:low", ...(await redis.keys("signalbox:default:trash:*:records"))]) {
      if ((await redis.type(key)) === "list") all.push(...(await redis.lrange(key, 0, -1)));
    }
    return all.sort();
  }

  it("is cleared whole or not at all, and put back whole or not at all", async () => {
    const request = { queue: "low", expected: COUNT, withoutUndo: false };
    const warm = await fill();
    const cleared = await store.queues.clear?.({ ...request, newestRef: warm.newestRef, batch: origin() });
    await store.trash?.restore(cleared?.trashBatch ?? "");
    for (const cut of [
      { request: 10, reply: null },
      { request: null, reply: 0 },
      { request: null, reply: 9 },
    ]) {
      const { newestRef } = await fill();
      proxy.cut({ marker: "EVALSHA", ...cut });
      const batch = origin();
      const result = await store.queues.clear?.({ ...request, newestRef, batch });
      expect(result?.status).toBe(cut.request === null ? "done" : "unknown");
      expect(await everyJob()).toEqual(jobs().map(String).sort());
      proxy.cut({ marker: "EVALSHA", ...cut });
      await store.trash?.restore(batch.id).catch(() => null);
      expect(await everyJob()).toEqual(jobs().map(String).sort());
      await store.trash?.restore(batch.id);
      const queue = await server.client().lrange("queue:low", 0, -1);
      expect(queue).toEqual(jobs().map(String).reverse());
      expect(await server.client().ttl("queue:low")).toBe(-1);
    }
  });
});
