import { createHash } from "node:crypto";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { LockCheck, LockKind, LockVerdict } from "@/lib/domain/lock.schema";
import { AppError } from "@/lib/errors/app-error";
import type { RedisLink } from "@/lib/redis/link";
import { openRedisLink } from "@/lib/redis/open";
import { Patience } from "@/lib/stores/patience";
import type { LockRequest, Locks, Store } from "@/lib/stores/port";
import { openSidekiqStore } from "@/lib/stores/sidekiq/store";
import { startRedis, type TestRedis } from "@/lib/testing/redis-server";
import { config } from "../test-harness";
import { JidSet } from "./jid-set";
import { classOfPath, underscore, uniquenessOf } from "./uniqueness";

const OLD = "1795355549.5";

describe("locks as their keys have them", () => {
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
    store = openSidekiqStore(config(server.url, null), { heartbeatMs: 50 });
  });
  afterEach(() => store.close());

  const locks = () => store.locks as Locks;
  const page = (over: Partial<LockRequest> = {}) =>
    locks().page({ kind: "unique_jobs", cursor: null, limit: 50, q: null, olderThanSec: null, ...over });
  const hold = async (digest: string, jids: readonly string[], score = OLD) => {
    await redis.set(digest, jids.at(-1) ?? "");
    for (const jid of jids) await redis.hset(`${digest}:LOCKED`, jid, score);
    await redis.zadd("uniquejobs:digests", score, digest);
  };
  const wait = (jid: string, more = "") =>
    redis
      .lpush("queue:default", `{"class":"HardJob","args":[],"jid":"${jid}"${more}}`)
      .then(() => redis.sadd("queues", "default"));
  const verdicts = async (kind: LockKind = "unique_jobs", digests: string[] | null = null) => {
    const found: LockVerdict[] = [];
    for await (const step of locks().check(kind, digests)) found.push(...step.verdicts);
    return found;
  };

  it("every digest is on exactly one page, whatever shares a score, comes or goes", async () => {
    const all = Array.from({ length: 230 }, (_, index) => `uniquejobs:${String(index).padStart(3, "0")}`);
    for (const [index, digest] of all.entries())
      await redis.zadd("uniquejobs:digests", String(Math.floor(index / 100)), digest);
    const seen: string[] = [];
    let cursor: string | null = null;
    do {
      const found = await page({ cursor, limit: 20 });
      seen.push(...found.locks.map(({ digest }) => digest));
      cursor = found.nextCursor;
      const last = seen.at(-1) ?? "";
      await redis.zrem("uniquejobs:digests", last);
      await redis.zadd("uniquejobs:digests", "-5", `uniquejobs:new${seen.length}`);
    } while (cursor !== null);
    expect(seen.sort()).toEqual(all);
  });

  it("a filter looks at a bounded number and goes on where it stopped", async () => {
    const pipeline = redis.pipeline();
    for (let index = 0; index < 3_000; index++)
      pipeline.zadd("uniquejobs:digests", String(index), `uniquejobs:${index}x`);
    pipeline.set("uniquejobs:1500x:INFO", JSON.stringify({ worker: "Billing::ChargeJob", queue: "low" }));
    await pipeline.exec();
    const found: string[] = [];
    let last = await page({ q: "chargejob" });
    for (; ; last = await page({ q: "chargejob", cursor: last.nextCursor })) {
      found.push(...last.locks.map(({ digest }) => digest));
      if (last.complete) break;
    }
    expect(last).toMatchObject({ scanned: 3_000, total: 3_000, nextCursor: null });
    expect(found).toEqual(["uniquejobs:1500x"]);
    const first = await page({ q: "x", limit: 7 });
    expect(first.locks).toHaveLength(7);
    expect((await page({ q: "x", limit: 7, cursor: first.nextCursor })).locks[0]?.digest).toBe("uniquejobs:7x");
    expect((await page({ olderThanSec: Date.now() / 1_000 - 10 })).locks).toHaveLength(11);
  });

  it.each(["", "x", "1~2", "1~nan~YQ", "-1~5~YQ", "1~5~YQ~z", "99999999999999~1~YQ"])(
    "refuses the cursor %j",
    async (cursor) => {
      await expect(page({ cursor })).rejects.toMatchObject({ code: "invalid_cursor" });
    },
  );

  it("shows keys of any type and content, and lets go none it cannot read", async () => {
    await redis.zadd(
      "uniquejobs:digests",
      "inf",
      "uniquejobs:a",
      "-inf",
      "uniquejobs:b",
      "1",
      "",
      "2",
      Buffer.from([0xff, 0xfe]),
      "3",
      "uniquejobs:c",
      "4",
      "uniquejobs:d",
      "5",
      "uniquejobs:e",
    );
    await redis.set("uniquejobs:a:LOCKED", "not a hash");
    await redis.hset("uniquejobs:b", "not", "a string");
    await redis.set("uniquejobs:c:INFO", "{broken");
    await redis.hset("uniquejobs:c:LOCKED", "j", "not a number");
    await redis.set("uniquejobs:d:INFO", '["an","array"]');
    await redis.set("uniquejobs:d:QUEUED", "no list");
    await redis.set(
      "uniquejobs:e:INFO",
      JSON.stringify({ worker: 5, queue: null, limit: "x", ttl: [], lock_args: "text" }),
    );
    const found = await page();
    expect(found.locks).toHaveLength(7);
    const by = new Map(found.locks.map((lock) => [lock.digest, lock]));
    for (const name of ["a", "b", "d"])
      expect(by.get(`uniquejobs:${name}`)).toMatchObject({ problem: "wrong_type", token: null });
    expect(by.get("uniquejobs:c")).toMatchObject({ info: null, holders: [{ jid: "j", sinceMs: null }] });
    expect(by.get("uniquejobs:e")?.info).toMatchObject({ class: null, limit: null, args: null });
    const before = await redis.keys("*");
    const asked = ["a", "b"].map((name) => ({ digest: `uniquejobs:${name}`, token: "0".repeat(40) }));
    expect(await locks().release?.("unique_jobs", asked)).toEqual(["refused", "refused"]);
    expect(await redis.keys("*")).toHaveLength(before.length);
    expect(await verdicts()).toEqual([expect.objectContaining({ digest: "uniquejobs:c", evidence: "nowhere" })]);
  });

  it("names the key when the list of digests itself is of another type", async () => {
    await redis.set("uniquejobs:digests", "x");
    await expect(page()).rejects.toMatchObject({ params: { reply: "WRONGTYPE" } });
    expect([...(await store.present())]).toContain("locks");
  });

  it("the token is what the script computes, for jids of any bytes and any number of holders", async () => {
    const jids = ["b", "a", "Z", "é", "=\n", "a\u0000b"];
    await hold("uniquejobs:many", jids);
    const [lock] = (await page()).locks;
    expect(lock).toMatchObject({ holderTotal: 6 });
    expect(await locks().release?.("unique_jobs", [{ digest: "uniquejobs:many", token: lock?.token ?? "" }])).toEqual([
      "released",
    ]);
    expect(await redis.keys("uniquejobs:many*")).toEqual([]);
  });

  it("lets go the missing holders of a lock with a limit, and keeps the others", async () => {
    await hold("uniquejobs:two", ["here", "lost"]);
    await wait("here");
    const [verdict] = await verdicts();
    expect(verdict).toMatchObject({ verdict: "orphaned", evidence: "some_nowhere", missing: ["lost"] });
    const { digest = "", token = "", missing = [] } = verdict ?? {};
    expect(await locks().release?.("unique_jobs", [{ digest, token: token ?? "", jids: missing }])).toEqual([
      "released",
    ]);
    expect(await redis.hkeys("uniquejobs:two:LOCKED")).toEqual(["here"]);
    expect(await redis.zscore("uniquejobs:digests", "uniquejobs:two")).not.toBeNull();
    expect(await verdicts()).toEqual([]);
  });

  it("finds jobs in every place a job can be, private lists of super_fetch included", async () => {
    const places = ["queue", "retry", "schedule", "running", "private", "dead", "nowhere"];
    for (const name of places) await hold(`uniquejobs:${name}`, [`jid-${name}`]);
    const job = (name: string) => `{"jid": "jid-${name}","class":"HardJob","args":[]}`;
    await wait("jid-queue");
    for (const set of ["retry", "schedule", "dead"]) await redis.zadd(set, "5", job(set));
    await redis.sadd("processes", "host:1:a");
    await redis.hset("host:1:a", "info", "{}");
    await redis.hset("host:1:a:work", "t", JSON.stringify({ queue: "default", payload: job("running"), run_at: 1 }));
    await redis.sadd("super_processes", "gone:2:b");
    await redis.lpush("queue:sq|gone:2:b|default", job("private"));
    const found = await verdicts(
      "unique_jobs",
      places.map((name) => `uniquejobs:${name}`),
    );
    const by = Object.fromEntries(
      found.map((one) => [one.digest.slice(11), `${one.verdict} ${one.evidence} ${one.place}`]),
    );
    expect(by).toEqual({
      queue: "live found queue:default",
      retry: "live found retry",
      schedule: "live found scheduled",
      running: "live found running",
      private: "live found super_fetch",
      dead: "orphaned dead dead",
      nowhere: "orphaned nowhere null",
    });
    expect(await store.plugins?.privateQueues()).toEqual([
      { identity: "gone:2:b", queue: "default", jobs: 1, alive: false },
    ]);
  });

  it("a lock that was just taken, or that changes hands during the check, is no orphan", async () => {
    await hold("uniquejobs:young", ["j1"], String(Date.now() / 1_000));
    await hold("uniquejobs:moved", ["j2"]);
    const found: LockVerdict[] = [];
    for await (const step of locks().check("unique_jobs", ["uniquejobs:young", "uniquejobs:moved"])) {
      found.push(...step.verdicts);
      if (step.phase === "again") await redis.hset("uniquejobs:moved:LOCKED", "j2", "1795355550.5");
    }
    expect(found.map(({ evidence }) => evidence).sort()).toEqual(["changed", "just_taken"]);
  });

  it("waits for the next report of a process that is late: what it has just begun is no orphan", async () => {
    const slow = openSidekiqStore(config(server.url, null), { heartbeatMs: 500 });
    const [reported, vanished] = ["host:1:a", "host:2:b"];
    await redis.sadd("processes", reported, vanished);
    for (const identity of [reported, vanished]) await redis.hset(identity, "info", "{}", "beat", "1795355549.5");
    await hold("uniquejobs:begun", ["begun"]);
    await hold("uniquejobs:lost", ["lost"]);
    const found: LockVerdict[] = [];
    let waited = 0;
    for await (const step of (slow.locks as Locks).check("unique_jobs", ["uniquejobs:begun", "uniquejobs:lost"])) {
      found.push(...step.verdicts);
      if (step.phase !== "waiting" || ++waited !== 4) continue;
      const payload = '{"jid":"begun","class":"HardJob","args":[]}';
      await redis.hset(`${reported}:work`, "t", JSON.stringify({ queue: "default", payload, run_at: 1 }));
      await redis.hset(reported, "beat", "1795355569.5");
      await redis.del(vanished);
    }
    await slow.close();
    const by = Object.fromEntries(found.map((one) => [one.digest.slice(11), `${one.verdict} ${one.evidence}`]));
    expect([waited, by]).toEqual([4, { begun: "live found", lost: "orphaned nowhere" }]);
  });

  it("a check ends when it is told to", async () => {
    for (let index = 0; index < 300; index++) await wait(`j${index}`);
    await hold("uniquejobs:x", ["nobody"]);
    const leaving = new AbortController();
    const steps = async () => {
      for await (const step of locks().check("unique_jobs", null, { signal: leaving.signal })) {
        expect(step.phase).not.toBe("done");
        leaving.abort();
      }
    };
    await expect(steps()).rejects.toThrow(/abort/i);
  });
});

describe("a check of locks on a store that fails now and then", () => {
  let server: TestRedis;
  let redis: ReturnType<TestRedis["client"]>;
  let link: RedisLink;
  beforeAll(async () => {
    server = await startRedis();
    redis = server.client();
    link = openRedisLink({ url: server.url });
    for (let index = 0; index < 1_200; index++) {
      const jid = `j${index}`;
      redis.hset(`uniquejobs:${index}:LOCKED`, jid, OLD);
      redis.zadd("uniquejobs:digests", OLD, `uniquejobs:${index}`);
      if (index % 3 > 0) redis.lpush("queue:default", `{"class":"HardJob","args":[],"jid":"${jid}"}`);
    }
    await redis.sadd("queues", "default");
  });
  afterAll(async () => {
    await link.close();
    await server.stop();
  });

  const checkWith = async (fails: (call: number) => AppError | null, signal?: AbortSignal) => {
    let calls = 0;
    const bulk: RedisLink["bulk"] = (work) => {
      const error = fails(++calls);
      return error ? Promise.reject(error) : link.bulk(work);
    };
    const store = openSidekiqStore(config(server.url, null), { heartbeatMs: 50, link: { ...link, bulk } });
    const steps: LockCheck[] = [];
    const options = signal ? { signal } : {};
    for await (const step of (store.locks as Locks).check("unique_jobs", null, options)) steps.push(step);
    return steps;
  };

  it("goes on where it was, says that it waits, and counts each lock once", async () => {
    const codes = ["source_frozen", "source_unreachable", "source_loading", "source_busy"] as const;
    const steps = await checkWith((call) =>
      call % 9 === 4 ? new AppError(codes[call % codes.length] ?? "source_busy", {}) : null,
    );
    expect(steps.at(-1)).toMatchObject({
      phase: "done",
      lookedLocks: 1_200,
      counts: { live: 800, orphaned: 400, unknown: 0 },
      waits: false,
    });
    const found = steps.flatMap(({ verdicts }) => verdicts.map(({ digest }) => digest));
    expect(new Set(found).size).toBe(400);
    expect(found).toHaveLength(400);
    const waiting = steps.filter(({ waits }) => waits).map(({ phase }) => phase);
    expect(new Set(waiting)).toEqual(new Set(["jobs", "locks", "waiting", "again"]));
  }, 60_000);

  it("ends with what does not pass, at once", async () => {
    const refused = new AppError("source_permission_missing", {});
    await expect(checkWith((call) => (call === 4 ? refused : null))).rejects.toBe(refused);
  });

  it("can be stopped while it waits", async () => {
    const leaving = new AbortController();
    setTimeout(() => leaving.abort(), 100);
    await expect(checkWith(() => new AppError("source_frozen", {}), leaving.signal)).rejects.toThrow(/abort/i);
  });

  it("gives up after a bounded time", async () => {
    const patience = new Patience(new AbortController().signal, 600);
    let steps = 0;
    const step = () => {
      steps++;
      return Promise.reject(new AppError("source_frozen", {}));
    };
    await expect(patience.wait(step)).rejects.toMatchObject({ code: "source_frozen" });
    expect(steps).toBe(2);
    expect(patience.waiting).toBe(false);
  });
});

describe("the parts", () => {
  it("a set of many ids knows all of them and, as good as always, no other", () => {
    const set = new JidSet();
    const id = (index: number) => createHash("sha1").update(String(index)).digest("hex").slice(0, 24);
    for (let index = 0; index < 20_000; index++) set.add(id(index));
    for (let index = 0; index < 20_000; index += 7) expect(set.has(id(index))).toBe(true);
    let wrong = 0;
    for (let index = 20_000; index < 40_000; index++) if (set.has(id(index))) wrong++;
    expect(wrong).toBe(0);
    expect(set.size).toBe(20_000);
  });

  it.each([
    ["Billing::ChargeJob", "billing/charge_job"],
    ["HTTPChargeJob", "http_charge_job"],
    ["A1BJob", "a1_b_job"],
  ])("%s is underscored as ActiveSupport does", (name, path) => {
    expect(underscore(name)).toBe(path);
    expect(classOfPath(path).toLowerCase()).toBe(name.toLowerCase());
  });

  it.each([
    "",
    "{",
    "null",
    "[]",
    '{"args":[]}',
    '{"args":["job_class"]}',
    '{"args":[{"job_class":1,"arguments":[]}]}',
    '{"args":[{"job_class":"X","arguments":{}}]}',
    '{"args":[{"job_class":"X","arguments":[]},1]}',
  ])("no Active Job in %j", (text) => {
    expect(uniquenessOf(Buffer.from(text))).toBeNull();
  });
});
