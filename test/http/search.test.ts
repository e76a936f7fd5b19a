import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { SearchUpdate } from "@/lib/domain/search.schema";
import { startConsole, type TestConsole, testUser } from "@/lib/testing/api";
import { failedJob, job, seedProcess } from "@/lib/testing/seed";

let server: TestConsole;
beforeAll(async () => {
  server = await startConsole({
    users: [
      testUser("ada", "admin"),
      testUser("vic", "viewer"),
      testUser("max", "viewer"),
      testUser("sam", "operator", [{ source: "default", queues: ["mail*"] }]),
    ],
  });
});
afterAll(() => server.close());
beforeEach(async () => {
  await server.redis.client().flushall();
});

const search = (query: string, as = "vic") => server.call(`/default/search?${query}`, { as });
const q = (text: string) => `q=${encodeURIComponent(text)}`;

async function updates(query: string, as?: string): Promise<SearchUpdate[]> {
  const response = await search(query, as);
  expect(response.status).toBe(200);
  expect(response.headers.get("content-type")).toContain("application/x-ndjson");
  const lines = (await response.text()).trim().split("\n");
  return lines.map((line): SearchUpdate => JSON.parse(line));
}

async function last(query: string, as?: string): Promise<SearchUpdate> {
  const all = await updates(query, as);
  const end = all.at(-1);
  if (!end) throw new Error("nothing was told");
  return { ...end, jobs: all.flatMap(({ jobs }) => jobs) };
}

const now = Math.floor(Date.now() / 1_000);

describe("a search", () => {
  it("goes through what runs, all sets and all queues, and counts by place, class, queue, error and age", async () => {
    const redis = server.redis.client();
    await seedProcess(redis, "host-1:1:a", ["mail"], now);
    await redis.sadd("queues", "mail", "low");
    await redis.lpush(
      "queue:mail",
      job({ class: "A", queue: "mail" }),
      job({ class: "B", queue: "mail", created_at: now - 7_200 }),
    );
    await redis.lpush("queue:low", job({ class: "A", queue: "low" }));
    await redis.zadd("retry", now, failedJob({ class: "A", queue: "low", error_class: "Net::ReadTimeout" }));
    await redis.zadd(
      "dead",
      now,
      failedJob({ class: "B", queue: "mail" }),
      now - 1,
      failedJob({ class: "A", queue: "mail" }),
    );
    await redis.zadd("schedule", now + 60, job({ class: "A", queue: "mail" }));
    const all = await last("");
    expect(all).toMatchObject({ state: "done", scanned: 8, total: 8, found: 8 });
    expect(all.facets?.class.values).toEqual([
      { value: "A", count: 5 },
      { value: "B", count: 2 },
      { value: "mail-Job", count: 1 },
    ]);
    expect(all.facets?.error.values).toEqual([
      { value: "RuntimeError", count: 2 },
      { value: "Net::ReadTimeout", count: 1 },
    ]);
    expect(all.facets?.age.map(({ count }) => count)).toEqual([7, 0, 0, 1, 0, 0, 0, 0]);
    const some = await last(q("class:A -queue:low"));
    expect(some.found).toBe(3);
    expect(
      some.places.filter(({ found }) => found > 0).map(({ place, found }) => [JSON.stringify(place), found]),
    ).toEqual([
      ['{"set":"dead"}', 1],
      ['{"set":"scheduled"}', 1],
      ['{"queue":"mail"}', 1],
    ]);
    expect(some.jobs.map((each) => each.class)).toEqual(["A", "A", "A"]);
  });

  it("skips places a filter rules out, and looks only where it is told to", async () => {
    const redis = server.redis.client();
    await redis.zadd("dead", now, failedJob());
    await redis.zadd("retry", now, failedJob());
    expect((await last(q("set:dead"))).places).toHaveLength(1);
    expect((await last("in=retry,running")).places.map(({ place }) => place)).toEqual([
      { set: "retry" },
      { running: true },
    ]);
    expect((await last("in=queue:no%2Csuch")).places).toMatchObject([
      { place: { queue: "no,such" }, found: 0, complete: true },
    ]);
    expect((await search("in=morgue")).status).toBe(400);
  });

  it("sends some rows of each place, counts the rest, and says where its pages go on", async () => {
    const entries = Array.from({ length: 700 }, (_, n) => [String(now + n), failedJob({ args: [n] })]).flat();
    await server.redis.client().zadd("dead", ...entries);
    const found = await last(`${q("HardJob")}&in=dead&rows=10`);
    expect(found).toMatchObject({ found: 700, scanned: 700, total: 700 });
    expect(found.jobs.map(({ args }) => args)).toEqual(Array.from({ length: 10 }, (_, n) => String(699 - n)));
    const cursor = found.places[0]?.cursor ?? "";
    const next = await (
      await server.call(`/default/sets/dead/jobs?${q("HardJob")}&limit=2&cursor=${cursor}`, { as: "vic" })
    ).json();
    expect(next.jobs.map(({ args }: { args: string }) => args)).toEqual(["689", "688"]);
  });

  it("goes on where one place cannot be read", async () => {
    const redis = server.redis.client();
    await redis.set("retry", "not what it should be");
    await redis.zadd("dead", now, failedJob());
    const found = await last("");
    expect(found).toMatchObject({ state: "done", found: 1 });
    expect(found.places.find(({ error }) => error !== null)).toMatchObject({
      place: { set: "retry" },
      error: "source_misconfigured",
    });
  });

  it("says at which character a filter is wrong, wherever one is taken", async () => {
    for (const path of ["/default/search", "/default/sets/dead/jobs", "/default/processes"]) {
      const response = await server.call(`${path}?${q("class:a (b")}`, { as: "vic" });
      expect([path, response.status]).toEqual([path, 400]);
      expect(await response.json()).toMatchObject({
        code: "invalid_filter",
        params: { at: 8, problem: "bracket_open" },
      });
    }
  });

  it("never lets a masked value be guessed", async () => {
    await server.redis
      .client()
      .zadd("dead", now, failedJob({ args: [{ password: "hunter2", user: 5 }], error_message: "password=hunter2" }));
    for (const guess of [
      "hunter2",
      "arg.password:hunter2",
      "-arg.password:hunter2",
      "arg.password:h*",
      "-arg.password:x",
      "arg:hunter2",
      "message:hunter2",
      "arg.password>5",
      "arg.password:*2 OR arg.password:x",
    ]) {
      expect([guess, (await last(q(guess))).found]).toEqual([guess, 0]);
    }
    expect((await last(q("-hunter2"))).found).toBe(1);
    expect((await last(q("arg.password:* arg.user:5"))).found).toBe(1);
    const values = await (
      await server.call(`/default/search/values?key=arg&path=${encodeURIComponent('["password"]')}`, { as: "vic" })
    ).json();
    expect(values).toMatchObject({ values: [], looked: 1 });
  });

  it("shows a narrowed caller their queues alone, and no sums of others", async () => {
    const redis = server.redis.client();
    await redis.sadd("queues", "mail", "vault");
    await redis.lpush("queue:mail", job({ queue: "mail" }));
    await redis.lpush("queue:vault", job({ queue: "vault", class: "Secret" }));
    await redis.zadd("dead", now, failedJob({ queue: "vault", class: "Secret" }), now, failedJob({ queue: "mail" }));
    const found = await last("", "sam");
    expect(found).toMatchObject({ found: 2, scanned: 2, total: null });
    expect(JSON.stringify(found)).not.toContain("ault");
    expect((await search("in=queue:vault", "sam")).status).toBe(404);
    const values = await (await server.call("/default/search/values?key=class", { as: "sam" })).json();
    expect(values).toMatchObject({ values: [{ value: "HardJob", count: 2 }], total: null });
  });
});

describe("a long search", () => {
  beforeEach(async () => {
    for (let from = 0; from < 12_000; from += 1_000) {
      const entries = Array.from({ length: 1_000 }, (_, n) => [
        String(now + from + n),
        failedJob({ args: [from + n, "x".repeat(200)] }),
      ]);
      await server.redis.client().zadd("dead", ...entries.flat());
    }
  });

  it("tells of the first rows before it has looked at a tenth", async () => {
    const all = await updates(`${q("HardJob")}&in=dead`);
    expect(all.find(({ jobs }) => jobs.length > 0)?.scanned).toBeLessThan(3_000);
    expect(all.at(-1)).toMatchObject({ state: "done", scanned: 12_000, found: 12_000 });
  });

  it("stops reading the store when its reader leaves", async () => {
    const redis = server.redis.client();
    const response = await search(`${q("HardJob")}&in=dead`);
    const reader = response.body?.getReader();
    await reader?.read();
    await reader?.cancel();
    await settled();
    const before = await commandsOf(redis);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(await commandsOf(redis)).toBe(before);
  });

  it("gives one person two at a time, and others theirs", async () => {
    const open = await Promise.all([search(q("HardJob")), search(q("HardJob"))]);
    expect(open.map(({ status }) => status)).toEqual([200, 200]);
    const third = await search(q("HardJob"));
    expect(third.status).toBe(429);
    const other = await search(q("absent"), "max");
    expect(other.status).toBe(200);
    await Promise.all([...open, other].map(({ body }) => body?.cancel()));
    const again = await search(q("absent"));
    expect(again.status).toBe(200);
    await again.body?.cancel();
  });

  const settled = () => new Promise((resolve) => setTimeout(resolve, 500));
  const commandsOf = async (redis: ReturnType<TestConsole["redis"]["client"]>) =>
    /cmdstat_zrange:calls=(\d+)/.exec(await redis.info("commandstats"))?.[1];
});

describe("values of a key", () => {
  it("counts every entry once while there are few enough", async () => {
    const entries = Array.from({ length: 1_234 }, (_, n) => [String(now + n), failedJob({ args: [n] })]).flat();
    await server.redis.client().zadd("dead", ...entries);
    const found = await (await server.call("/default/search/values?key=class&in=dead", { as: "vic" })).json();
    expect(found).toEqual({ values: [{ value: "HardJob", count: 1_234 }], looked: 1_234, total: 1_234 });
  });

  it("exist, with counts, the most frequent first and those that begin with what was typed", async () => {
    const redis = server.redis.client();
    await redis.zadd(
      "dead",
      now,
      failedJob({ class: "Mail::Send" }),
      now + 1,
      failedJob({ class: "Mail::Send", tags: ["eu"] }),
      now,
      failedJob({ class: "HardMail", args: [{ user: { id: 7 } }] }),
    );
    const ask = async (query: string) =>
      (await (await server.call(`/default/search/values?${query}`, { as: "vic" })).json()).values;
    expect(await ask("key=class")).toEqual([
      { value: "Mail::Send", count: 2 },
      { value: "HardMail", count: 1 },
    ]);
    expect(await ask("key=class&prefix=hard")).toEqual([{ value: "HardMail", count: 1 }]);
    expect((await ask("key=class&prefix=mail")).map(({ value }: { value: string }) => value)).toEqual([
      "Mail::Send",
      "HardMail",
    ]);
    expect(await ask("key=tag")).toEqual([{ value: "eu", count: 1 }]);
    expect(await ask("key=argName")).toEqual(expect.arrayContaining([{ value: "user.id", count: 1 }]));
    expect(await ask(`key=arg&path=${encodeURIComponent('["user","id"]')}`)).toEqual([{ value: "7", count: 1 }]);
  });
});
