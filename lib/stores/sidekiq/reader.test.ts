import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { limits } from "@/lib/config/limits";
import type { JobPage } from "@/lib/domain/job.schema";
import { isAppError } from "@/lib/errors/app-error";
import { openRedisLink } from "@/lib/redis/open";
import type { ListRef, ListRequest } from "@/lib/stores/port";
import { startRedis } from "@/lib/testing/redis-server";
import { sidekiqKeys } from "./keys";
import { createReader } from "./reader";

const redis = await startRedis();
const link = openRedisLink({ url: redis.url });
const admin = redis.client();
const reader = createReader({ link, keys: sidekiqKeys(null), namespace: null });
afterAll(async () => {
  await link.close();
  await redis.stop();
});
beforeEach(() => admin.flushall());

const job = (n: number, more = "") =>
  `{"retry":true,"queue":"default","args":[${n}],"class":"HardJob","jid":"${String(n).padStart(24, "0")}","created_at":1795355557388${more}}`;
const jids = (page: JobPage) => page.jobs.map(({ jid }) => Number(jid));
const range = (from: number, to: number) =>
  Array.from({ length: Math.abs(to - from) + 1 }, (_, i) => (from < to ? from + i : from - i));
/** Entries of one score come in the order of their bytes. */
const ascending = (numbers: number[]) => numbers.toSorted((a, b) => a - b);
const request = (more: Partial<ListRequest> = {}): ListRequest => ({
  cursor: null,
  limit: 10,
  direction: "forward",
  q: null,
  ...more,
});

async function seedSet(key: string, count: number, scoreOf: (n: number) => number) {
  const pipeline = admin.pipeline();
  for (let n = 0; n < count; n++) pipeline.zadd(key, scoreOf(n), job(n));
  await pipeline.exec();
}
async function seedQueue(name: string, count: number) {
  await admin.lpush(`queue:${name}`, ...range(0, count - 1).map((n) => job(n)));
}

/** Every page until there is none left; `meanwhile` runs between two of them. */
async function walk(list: ListRef, more: Partial<ListRequest>, meanwhile?: (page: JobPage) => Promise<unknown>) {
  const seen: number[] = [];
  let cursor: string | null = null;
  do {
    const page: JobPage = await reader.page(list, request({ ...more, cursor }));
    seen.push(...jids(page));
    cursor = page.nextCursor;
    await meanwhile?.(page);
  } while (cursor !== null);
  return seen;
}

describe("pages of a set", () => {
  it("reads scheduled and retry soonest first, dead newest first, and each in the other direction", async () => {
    for (const key of ["schedule", "retry", "dead"]) await seedSet(key, 35, (n) => 1_795_000_000 + n);
    expect(await walk({ set: "scheduled" }, {})).toEqual(range(0, 34));
    expect(await walk({ set: "retry" }, { direction: "backward" })).toEqual(range(34, 0));
    expect(await walk({ set: "dead" }, {})).toEqual(range(34, 0));
    expect(await walk({ set: "dead" }, { direction: "backward" })).toEqual(range(0, 34));
  });

  it.each(["forward", "backward"] as const)("goes back to the page before, %s", async (direction) => {
    await seedSet("dead", 35, (n) => 1_795_000_000 + n);
    const one = await reader.page({ set: "dead" }, request({ direction }));
    const two = await reader.page({ set: "dead" }, request({ direction, cursor: one.nextCursor }));
    const three = await reader.page({ set: "dead" }, request({ direction, cursor: two.nextCursor }));
    const back = await reader.page({ set: "dead" }, request({ direction, cursor: three.prevCursor }));
    expect(jids(back)).toEqual(jids(two));
    const start = await reader.page({ set: "dead" }, request({ direction, cursor: back.prevCursor }));
    expect(jids(start)).toEqual(jids(one));
    expect([one.prevCursor, start.prevCursor]).toEqual([null, null]);
    expect(jids(await reader.page({ set: "dead" }, request({ direction, cursor: start.nextCursor })))).toEqual(
      jids(two),
    );
  });

  it("neither skips nor repeats entries of one score while others come and go", async () => {
    await seedSet("dead", 300, () => 1_795_000_000);
    let added = 0;
    const seen = await walk({ set: "dead" }, {}, async (page) => {
      await admin.zadd("dead", 1_795_000_001 + added, job(10_000 + added++));
      await admin.zrem("dead", ...page.jobs.slice(0, 4).map(({ jid }) => job(Number(jid))));
    });
    expect(ascending(seen.filter((n) => n < 10_000))).toEqual(range(0, 299));
  });

  it("goes on in its place when the whole page was acted upon, even among equal scores", async () => {
    await seedSet("retry", 200, () => 1_795_000_000);
    const seen = await walk({ set: "retry" }, {}, (page) =>
      admin.zrem("retry", ...page.jobs.map(({ jid }) => job(Number(jid)))),
    );
    expect(ascending(seen)).toEqual(range(0, 199));
  });

  it("finds its place by score when the entries around the cursor are gone", async () => {
    await seedSet("dead", 60, (n) => 1_795_000_000 + n);
    const one = await reader.page({ set: "dead" }, request());
    await admin.zremrangebyscore("dead", 1_795_000_045, 1_795_000_055);
    const two = await reader.page({ set: "dead" }, request({ cursor: one.nextCursor }));
    expect(jids(two)).toEqual(range(44, 35));
  });

  it("finds an entry among 100,000 of one score far from its hint, and knows when it is gone", async () => {
    for (let from = 0; from < 100_000; from += 10_000) {
      await admin.zadd("dead", ...range(from, from + 9_999).flatMap((n) => [1_795_000_000, job(n)]));
    }
    const page = await reader.page({ set: "dead" }, request({ limit: 1 }));
    const ref = page.jobs[0]?.ref.replace(/\d+$/, "3") ?? "";
    expect(await reader.entry(ref)).toMatchObject({ jid: page.jobs[0]?.jid });
    await admin.zrem("dead", job(Number(page.jobs[0]?.jid)));
    expect(await reader.entry(ref)).toBeNull();
  });

  it("costs four commands in one round trip, whatever the size, and one more read for each that follows", async () => {
    await seedSet("dead", 5_000, (n) => 1_795_000_000 + n);
    const one = await reader.page({ set: "dead" }, request({ limit: 25 }));
    await admin.config("RESETSTAT");
    await reader.page({ set: "dead" }, request({ limit: 25 }));
    await reader.page({ set: "dead" }, request({ limit: 25, cursor: one.nextCursor }));
    const stats = await admin.info("commandstats");
    const calls = [...stats.matchAll(/cmdstat_(\w+).*?calls=(\d+)/g)].map(([, name, count]) => [name, Number(count)]);
    expect(Object.fromEntries(calls.filter(([name]) => name !== "config" && name !== "info"))).toEqual({
      zcard: 2,
      time: 2,
      zrevrange: 1,
      zrange: 3,
    });
  });

  it("refuses a cursor it did not make", async () => {
    for (const cursor of ["", "x", "from~0~short~1~2", "after~0~AAAAAAAAAAAAAAAAAAAAAA~(1~0"]) {
      const error = await reader.page({ set: "dead" }, request({ cursor })).catch((reason: unknown) => reason);
      expect(isAppError(error, "invalid_cursor")).toBe(true);
    }
  });
});

describe("pages of a queue", () => {
  it("reads next-to-run first, or newest first", async () => {
    await seedQueue("default", 35);
    expect(await walk({ queue: "default" }, {})).toEqual(range(0, 34));
    expect(await walk({ queue: "default" }, { direction: "backward" })).toEqual(range(34, 0));
  });

  it("keeps its place while workers take from one end and clients push at the other", async () => {
    await seedQueue("default", 100);
    let pushed = 100;
    const seen = await walk({ queue: "default" }, {}, async () => {
      if (pushed < 130) await admin.lpush("queue:default", job(pushed++));
      await admin.rpop("queue:default", 3);
    });
    expect(seen.slice(0, 100)).toEqual(range(0, 99));
    expect(new Set(seen).size).toBe(seen.length);
  });

  it("starts at what is left when the page after was taken by the workers", async () => {
    await seedQueue("default", 50);
    const one = await reader.page({ queue: "default" }, request());
    await admin.rpop("queue:default", 30);
    const two = await reader.page({ queue: "default" }, request({ cursor: one.nextCursor }));
    expect(jids(two)).toEqual(range(30, 39));
  });

  it("goes back to the page before", async () => {
    await seedQueue("default", 35);
    for (const direction of ["forward", "backward"] as const) {
      const one = await reader.page({ queue: "default" }, request({ direction }));
      const two = await reader.page({ queue: "default" }, request({ direction, cursor: one.nextCursor }));
      const back = await reader.page({ queue: "default" }, request({ direction, cursor: two.prevCursor }));
      expect(jids(back)).toEqual(jids(one));
    }
  });

  it("says how old the next job to run is", async () => {
    await admin.lpush("queue:q", job(1, ',"enqueued_at":1795355549.5'), job(2, ',"enqueued_at":1795355559000'));
    expect((await reader.page({ queue: "q" }, request())).oldestAtMs).toBe(1_795_355_549_500);
  });
});

describe("the filter", () => {
  it("finds a substring in either case, in pages, and says how far it looked", async () => {
    await seedSet("dead", 1_000, (n) => 1_795_000_000 + n);
    expect(await walk({ set: "dead" }, { q: "HARDJOB", limit: 100 })).toEqual(range(999, 0));
    const page = await reader.page({ set: "dead" }, request({ q: "[7" }));
    expect(jids(page)).toEqual(range(799, 790));
    expect(page).toMatchObject({ complete: false, scanned: 210, total: 1_000 });
    const rare = await reader.page({ set: "dead" }, request({ q: String.raw`"\"args\":[123]"` }));
    expect(rare).toMatchObject({ complete: true, scanned: 1_000, nextCursor: null });
    expect(jids(rare)).toEqual([123]);
    expect(await walk({ set: "dead" }, { q: "[7", direction: "backward" })).toEqual([
      7,
      ...range(70, 79),
      ...range(700, 799),
    ]);
  });

  it("reads what it shows first together with the totals", async () => {
    await seedSet("dead", 5_000, (n) => 1_795_000_000 + n);
    await admin.config("RESETSTAT");
    const page = await reader.page({ set: "dead" }, request({ q: "HardJob", limit: 25 }));
    expect(jids(page)).toEqual(range(4_999, 4_975));
    const stats = await admin.info("commandstats");
    const calls = [...stats.matchAll(/cmdstat_(\w+).*?calls=(\d+)/g)].map(([, name, count]) => [name, Number(count)]);
    expect(Object.fromEntries(calls.filter(([name]) => name !== "config" && name !== "info"))).toEqual({
      zcard: 1,
      time: 1,
      zrange: 1,
      zrevrange: 1,
    });
  });

  it("shows all of a set, whatever its size beside what is read at once", async () => {
    for (const size of [1, 99, 100, 101, 205]) {
      await admin.flushall();
      await seedSet("dead", size, (n) => 1_795_000_000 + n);
      await seedSet("retry", size, (n) => 1_795_000_000 + n);
      await seedQueue("default", size);
      for (const list of [{ set: "dead" }, { set: "retry" }, { queue: "default" }] as const) {
        const down = "set" in list && list.set === "dead" ? range(size - 1, 0) : range(0, size - 1);
        const page = await reader.page(list, request({ q: "HardJob", limit: 300 }));
        expect([jids(page), page.complete, page.scanned]).toEqual([down, true, size]);
        const turned = await reader.page(list, request({ q: "HardJob", limit: 300, direction: "backward" }));
        expect([jids(turned), turned.complete, turned.scanned]).toEqual([down.toReversed(), true, size]);
      }
    }
  });

  it("stops at its bound and goes on from there", async () => {
    const count = limits.scanPerRequest + 500;
    for (let from = 0; from < count; from += 500) {
      await admin.lpush("queue:big", ...range(from, Math.min(from + 499, count - 1)).map((n) => job(n)));
    }
    const page = await reader.page({ queue: "big" }, request({ q: `[${count - 1}]` }));
    expect(page).toMatchObject({ jobs: [], complete: false });
    expect(page.scanned).toBeLessThanOrEqual(limits.scanPerRequest + 500);
    expect(await walk({ queue: "big" }, { q: `[${count - 1}]` })).toEqual([count - 1]);
  });

  it("takes nothing but a star outside quotes for a pattern", async () => {
    await admin.zadd("dead", 1, '{"class":"A","args":["50*"]}', 2, '{"class":"A","args":["501"]}');
    expect((await reader.page({ set: "dead" }, request({ q: '"50*"' }))).jobs).toHaveLength(1);
    expect((await reader.page({ set: "dead" }, request({ q: "50*" }))).jobs).toHaveLength(2);
    expect((await reader.page({ set: "dead" }, request({ q: ".*" }))).jobs).toHaveLength(0);
  });

  it("narrows to the queues of the caller", async () => {
    for (const [n, queue] of ["billing", "billing-low", "mail"].entries()) {
      await admin.zadd("dead", n, `{"class":"A","args":[],"jid":"${n}","queue":"${queue}"}`);
    }
    const narrowed = await reader.page({ set: "dead" }, request({ queueGlobs: ["billing*"] }));
    expect(jids(narrowed)).toEqual([1, 0]);
  });
});

describe("looking for one job", () => {
  it("goes through a long queue in bounded steps", async () => {
    for (let from = 0; from < 150_000; from += 10_000) {
      await admin.lpush("queue:big", ...range(from, from + 9_999).map((n) => job(n)));
    }
    await admin.sadd("queues", "big", "other");
    await admin.lpush("queue:other", job(777_777));
    const id = String(777_777).padStart(24, "0");
    let cursor: string | null = null;
    let steps = 0;
    for (;;) {
      const found = await reader.find(id, { hint: null, cursor });
      steps++;
      expect(found.total).toBe(150_001);
      cursor = found.cursor;
      if (found.places.length > 0) {
        expect(found.places[0]).toMatchObject({ jid: id, place: { kind: "queue", queue: "other" } });
        break;
      }
      expect(found.complete).toBe(false);
    }
    expect(steps).toBeGreaterThan(1);
  });

  it("links the attempts of one Active Job, and counts its retries in the scheduled set as failures", async () => {
    const attempt = (jid: string, previous: string | null, executions: number) =>
      `{"class":"Sidekiq::ActiveJob::Wrapper","wrapped":"PayJob","queue":"default","jid":"${jid}","args":[{"job_class":"PayJob","job_id":"11111111-2222-3333-4444-555555555555","provider_job_id":${JSON.stringify(previous)},"arguments":[1],"executions":${executions},"exception_executions":{"[Net::ReadTimeout]":${executions}}}]}`;
    await admin.zadd("dead", 1_795_000_000, attempt("aaa", null, 0));
    await admin.zadd("schedule", 1_795_000_000, attempt("bbb", "aaa", 1));
    const found = await reader.find("11111111-2222-3333-4444-555555555555", { hint: null, cursor: null });
    expect(
      found.places.map(({ jid, chain, activeJobRetry, attempts }) => ({ jid, chain, activeJobRetry, attempts })),
    ).toEqual([
      {
        jid: "aaa",
        chain: [
          { jid: "aaa", relation: "this" },
          { jid: "bbb", relation: "later" },
        ],
        activeJobRetry: false,
        attempts: null,
      },
      {
        jid: "bbb",
        chain: [
          { jid: "aaa", relation: "earlier" },
          { jid: "bbb", relation: "this" },
        ],
        activeJobRetry: true,
        attempts: 1,
      },
    ]);
    expect(found.places[1]?.error).toEqual({ class: "Net::ReadTimeout", message: null });
  });

  it("does not take the id elsewhere in a payload for the job", async () => {
    await admin.zadd("dead", 1, '{"class":"A","jid":"one","args":["two"]}');
    expect((await reader.find("two", { hint: null, cursor: null })).places).toEqual([]);
    const [place] = (await reader.page({ set: "dead" }, request())).jobs;
    expect((await reader.find("one", { hint: place?.ref ?? null, cursor: null })).places).toHaveLength(1);
  });
});

it("reads the day totals, oldest first, absent days as none", async () => {
  const today = new Date().toISOString().slice(0, 10);
  await admin.mset(`stat:processed:${today}`, "12", `stat:failed:${today}`, "oops");
  const days = await reader.daily(3);
  expect(days).toHaveLength(3);
  expect(days[2]).toEqual({ date: today, processed: 12, failed: 0 });
  expect(days[0]).toMatchObject({ processed: 0, failed: 0 });
});

it("gives the newest failures first", async () => {
  await seedSet("dead", 30, (n) => 1_795_000_000 + n);
  expect((await reader.newest("dead", 5)).map(({ jid }) => Number(jid))).toEqual(range(29, 25));
  for (const n of range(0, 9))
    await admin.zadd("retry", 1_795_000_000 - n, job(n, `,"failed_at":${1_795_000_000_000 + n}`));
  expect((await reader.newest("retry", 3)).map(({ jid }) => Number(jid))).toEqual([9, 8, 7]);
});
