import fc from "fast-check";
import type { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { matchFilter, parseFilter } from "@/lib/domain/filter";
import type { JobSetName } from "@/lib/domain/job.schema";
import type { ListRef, SearchStep, Store } from "@/lib/stores/port";
import { openSidekiqStore } from "@/lib/stores/sidekiq/store";
import { startCutProxy } from "@/lib/testing/cut-proxy";
import { startRedis, type TestRedis } from "@/lib/testing/redis-server";
import { job } from "@/lib/testing/seed";
import { anyFilterText, anyJob } from "../filter.arbitrary";
import { plainFacts } from "../filter.plain";
import type { Spot } from "../filter-facts";
import { encodeIdentity, encodeQueueIdentity } from "../identity";
import { config } from "../test-harness";

let server: TestRedis;
let redis: Redis;
let store: Store;
beforeAll(async () => {
  server = await startRedis();
  redis = server.client();
  store = openSidekiqStore(config(server.url, null));
});
afterAll(async () => {
  await store.close();
  await server.stop();
});

interface Put {
  readonly list: ListRef;
  readonly bytes: Buffer;
  readonly score: string;
}

const LISTS: readonly ListRef[] = [{ set: "retry" }, { set: "dead" }, { set: "scheduled" }, { queue: "default" }];
const KEYS: Record<JobSetName, string> = { retry: "retry", dead: "dead", scheduled: "schedule" };
const keyOf = (list: ListRef) => ("set" in list ? KEYS[list.set] : `queue:${list.queue}`);
const now = Math.floor(Date.now() / 1_000);

const anyStore = fc.array(
  fc.record({
    list: fc.constantFrom(...LISTS),
    bytes: anyJob,
    score: fc.integer({ min: -9_000, max: 9_000 }).map((off) => String(now + off)),
  }),
  { maxLength: 120 },
);

/** Puts them there; what a set holds twice is there once, with the later score. */
async function fill(entries: readonly Put[]): Promise<Put[]> {
  await redis.flushall();
  await redis.sadd("queues", "default");
  const there = new Map<string, Put>();
  for (const [index, entry] of entries.entries()) {
    if ("set" in entry.list) await redis.zadd(keyOf(entry.list), entry.score, entry.bytes);
    else await redis.lpush(keyOf(entry.list), entry.bytes);
    there.set("set" in entry.list ? `${entry.list.set} ${entry.bytes.toString("latin1")}` : String(index), entry);
  }
  return [...there.values()];
}

const spotOf = ({ list, score }: Put): Spot => ("set" in list ? { set: list.set, score } : list);

function meant(entries: readonly Put[], q: string): Put[] {
  const parsed = parseFilter(q);
  if (!parsed.ok) throw new Error(`${q}: ${parsed.code}`);
  return entries.filter((entry) => matchFilter(parsed.filter, plainFacts(entry.bytes, spotOf(entry), Date.now())));
}

async function steps(q: string, places: readonly ListRef[] | null = null, rows = 100): Promise<SearchStep[]> {
  const all: SearchStep[] = [];
  for await (const step of store.reader.search({ places, q: q || null, rows, direction: "forward" })) all.push(step);
  return all;
}

const foundIn = (all: readonly SearchStep[]) => all.flatMap((step) => (step.kind === "step" ? step.facts : []));
const rowsOf = (all: readonly SearchStep[]) => all.flatMap((step) => (step.kind === "step" ? step.jobs : []));

describe("on random stores", () => {
  it("a search finds what a plain reading of everything finds, and freezing names the very same bytes", async () => {
    let found = 0;
    await fc.assert(
      fc.asyncProperty(anyStore, anyFilterText, async (entries, q) => {
        const there = await fill(entries);
        const expected = meant(there, q);
        const searched = await steps(q);
        expect(foundIn(searched)).toHaveLength(expected.length);
        expect(
          rowsOf(searched)
            .map(({ jid }) => jid)
            .sort(),
        ).toEqual(expected.map(jidOf).sort());
        for (const list of LISTS) {
          const frozen: string[] = [];
          for await (const { identities } of store.writer?.freeze({ ...list, q }) ?? [])
            frozen.push(...identities.map((id) => hashOf(list, id)));
          const same = expected
            .filter((entry) => keyOf(entry.list) === keyOf(list))
            .map((entry) => identityHash(entry));
          expect([keyOf(list), frozen.sort()]).toEqual([keyOf(list), same.sort()]);
        }
        found += expected.length;
      }),
      { numRuns: 200 },
    );
    expect(found).toBeGreaterThan(100);
  });

  const jidOf = ({ bytes }: Put) => JSON.parse(bytes.toString("utf8")).jid;
  /** The part of an identity that is the hash of the bytes, and the score of a set's entry. */
  const hashOf = (list: ListRef, identity: Uint8Array) =>
    Buffer.from("set" in list ? identity : identity.subarray(0, 16)).toString("hex");
  const identityHash = (entry: Put) =>
    hashOf(
      entry.list,
      "set" in entry.list ? encodeIdentity(entry.bytes, entry.score) : encodeQueueIdentity(entry.bytes, 0),
    );
});

describe("a list that changes meanwhile", () => {
  const entry = (n: number) => job({ args: [n], jid: String(n).padStart(24, "0") });

  it("is looked through so that what stays is seen, and nothing twice", async () => {
    await redis.flushall();
    for (let from = 0; from < 6_000; from += 1_000) {
      await redis.zadd(
        "retry",
        ...Array.from({ length: 1_000 }, (_, n) => [String(now + from + n), entry(from + n)]).flat(),
      );
    }
    let seen = 0;
    const jids = new Set<string>();
    for await (const step of store.reader.search({
      places: [{ set: "retry" }],
      q: "HardJob",
      rows: 10_000,
      direction: "forward",
    })) {
      if (step.kind !== "step") continue;
      for (const { jid } of step.jobs) jids.add(jid ?? "");
      seen += step.facts.length;
      // The first entries leave, as the poller takes them, and one in the middle of what is still to come.
      await redis.zpopmin("retry", 20);
      await redis.zrem("retry", entry(5_500));
    }
    expect(seen).toBe(jids.size);
    for (let n = 2_000; n < 6_000; n++) if (n !== 5_500) expect(jids.has(String(n).padStart(24, "0"))).toBe(true);
  });

  it("shows the rows behind those that all leave at once before they are shown", async () => {
    await redis.flushall();
    for (let n = 0; n < 40; n++) await redis.zadd("retry", now + n, entry(n));
    const proxy = await startCutProxy(Number(new URL(server.url).port));
    const behindProxy = openSidekiqStore(config(`redis://127.0.0.1:${proxy.port}`, null));
    proxy.before("ZSCORE", async () => {
      await redis.zpopmin("retry", 12);
    });
    const rows: (string | null)[] = [];
    const cursors: (string | null)[] = [];
    const asked = { places: [{ set: "retry" as const }], q: "HardJob", rows: 8, direction: "forward" as const };
    for await (const step of behindProxy.reader.search(asked)) {
      if (step.kind !== "step") continue;
      rows.push(...step.jobs.map(({ jid }) => jid));
      cursors.push(step.cursor);
    }
    expect(proxy.armed).toBe(false);
    expect(rows.map(Number)).toEqual([12, 13, 14, 15, 16, 17, 18, 19]);
    const [cursor] = cursors.filter((each) => each !== null);
    const behind = { q: "HardJob", cursor: cursor ?? null, limit: 1, direction: "forward" as const };
    const next = await store.reader.page({ set: "retry" }, behind);
    expect(next.jobs.map(({ jid }) => Number(jid))).toEqual([20]);
    await behindProxy.close();
    await proxy.stop();
  });

  it("of a queue that drains, too", async () => {
    await redis.flushall();
    await redis.sadd("queues", "default");
    for (let from = 0; from < 6_000; from += 1_000) {
      await redis.lpush("queue:default", ...Array.from({ length: 1_000 }, (_, n) => entry(from + n)));
    }
    const jids = new Set<string>();
    for await (const step of store.reader.search({
      places: [{ queue: "default" }],
      q: "HardJob",
      rows: 10_000,
      direction: "forward",
    })) {
      if (step.kind !== "step") continue;
      for (const { jid } of step.jobs) jids.add(jid ?? "");
      await redis.rpop("queue:default", 20);
      await redis.lpush("queue:default", job({ class: "Later" }));
    }
    for (let n = 2_000; n < 6_000; n++) expect(jids.has(String(n).padStart(24, "0"))).toBe(true);
  });
});
