import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { JobVerb } from "@/lib/domain/action.schema";
import type { JobSetName } from "@/lib/domain/job.schema";
import { applyToAll, writerOf } from "./frozen";
import { entriesOf, openPair, origin, type Pair } from "./pair";

/** A payload as a client writes it, one field replaced where the test says so. */
const payload = (jid: string, over: Record<string, unknown> = {}) =>
  JSON.stringify({
    retry: true,
    queue: "default",
    args: [1],
    class: "HardJob",
    jid,
    created_at: 1795366339.5,
    ...over,
  });

/** Where the gem loses, trims or runs the wrong job. Each test says what it does, and that we do not. */
describe.each(["7.3", "8.1"] as const)("where Sidekiq %s loses, we do not", (version) => {
  let pair: Pair;
  beforeAll(async () => {
    pair = await openPair(version);
  }, 120_000);
  afterAll(() => pair.close());
  beforeEach(() => Promise.all([pair.theirs.flushdb(), pair.ours.flushdb()]));

  const both = async (work: (redis: Pair["ours"]) => Promise<unknown>) => {
    await work(pair.theirs);
    await work(pair.ours);
  };
  const put = (key: string, ...members: [number, string][]) =>
    both((redis) => redis.zadd(key, ...members.flatMap(([score, member]) => [String(score), member])));
  const members = (which: "theirs" | "ours", key: string) => pair[which].zrange(key, "0", "-1");
  const apply = async (verb: JobVerb, refs: readonly string[], atMs?: number) =>
    (await writerOf(pair).apply({ verb, refs, batch: origin(), ...(atMs === undefined ? {} : { atMs }) })).map(
      ({ status, reason }) => (reason ? `${status}: ${reason}` : status),
    );
  const refsIn = async (set: JobSetName) => (await entriesOf(pair.store, { set })).map((job) => job.ref);

  it("kill into a full dead set: the gem trims it, we leave that to the workers", async () => {
    await put("dead", ...Array.from({ length: 12 }, (_, n): [number, string] => [1795366000 + n, payload(`d${n}`)]));
    await put("retry", [1795369000, payload("r0")]);
    await pair.ruby("Sidekiq::RetrySet.new.first.kill", { DEAD_MAX_JOBS: "10" });
    expect(await members("theirs", "dead")).toHaveLength(9);
    expect(await apply("kill", await refsIn("retry"))).toEqual(["done"]);
    expect(await members("ours", "dead")).toHaveLength(13);
  });

  it("kill into a dead set with an old entry: the gem drops it after six months, we do not", async () => {
    await put("dead", [Date.now() / 1000 - 200 * 86_400, payload("old")]);
    await put("retry", [1795369000, payload("r0")]);
    await pair.ruby("Sidekiq::RetrySet.new.first.kill");
    expect(await members("theirs", "dead")).toEqual([payload("r0")]);
    await apply("kill", await refsIn("retry"));
    expect(await members("ours", "dead")).toEqual([payload("old"), payload("r0")]);
  });

  it("retry all with a member that is no JSON: the gem destroys it and stops, we keep it and go on", async () => {
    const broken = '{"class":"HardJob","args":[1';
    await put("retry", [1, payload("a")], [2, broken], [3, payload("b")], [4, payload("c")]);
    await pair.ruby("begin; Sidekiq::RetrySet.new.retry_all; rescue JSON::ParserError; answer(true); end");
    expect(await members("theirs", "retry")).toEqual([payload("b"), payload("c")]);
    expect(await pair.theirs.llen("queue:default")).toBe(1);
    expect(await applyToAll(pair, "retry", "retry")).toEqual({ done: 3, gone: 0, refused: 1, unknown: 0 });
    expect(await members("ours", "retry")).toEqual([broken]);
    expect(await pair.ours.llen("queue:default")).toBe(3);
  });

  it("retry of a job whose arguments are no array: the gem removes all of its score and raises, we refuse", async () => {
    const bad = payload("bad", { args: { no: "array" } });
    await put("retry", [7, bad], [7, payload("n1")], [7, payload("n2")]);
    const script = `begin; Sidekiq::RetrySet.new.find { |job| job.jid == "bad" }.retry; rescue ArgumentError; answer(true); end`;
    expect(await pair.ruby(script)).toBe(true);
    expect(await members("theirs", "retry")).toEqual([]);
    const before = await members("ours", "retry");
    const entries = await entriesOf(pair.store, { set: "retry" });
    const ref = entries.find((job) => job.problem === "args_not_an_array")?.ref ?? "";
    expect(await apply("retry", [ref])).toEqual(["refused: malformed"]);
    expect(await members("ours", "retry")).toEqual(before);
    expect(await pair.ours.exists("queue:default")).toBe(0);
  });

  it("a second retry of a job that is gone: the gem runs its neighbour of the same score, we say gone", async () => {
    await put("retry", [7, payload("wanted")], [7, payload("neighbour")]);
    const refs = await refsIn("retry");
    const wanted = (await entriesOf(pair.store, { set: "retry" })).findIndex((job) => job.jid === "wanted");
    await pair.ruby(`stale = Sidekiq::RetrySet.new.find { |job| job.jid == "wanted" }
      Sidekiq.redis { |redis| redis.zrem("retry", stale.value) }
      stale.retry`);
    expect(await members("theirs", "retry")).toEqual([]);
    expect(await pair.theirs.lindex("queue:default", 0)).toContain('"jid":"neighbour"');
    await pair.ours.zrem("retry", payload("wanted"));
    expect(await apply("retry", [refs[wanted] ?? ""])).toEqual(["gone"]);
    expect(await members("ours", "retry")).toEqual([payload("neighbour")]);
    expect(await pair.ours.exists("queue:default")).toBe(0);
  });

  it("reschedule of a payload that another language wrote: the gem makes a second copy that is due, we move it", async () => {
    const foreign = String.raw`{"class": "HardJob", "args": ["caf\u00e9", 1e3], "jid": "foreign", "queue": "default"}`;
    const at = Math.floor(Date.now() / 1000) + 7200;
    await put("schedule", [at - 3600, foreign]);
    await pair.ruby(`Sidekiq::ScheduledSet.new.first.reschedule(${at})`);
    expect(await members("theirs", "schedule")).toHaveLength(2);
    expect(Number(await pair.theirs.zscore("schedule", foreign))).toBe(at - 3600);
    expect(await apply("reschedule", await refsIn("scheduled"), at * 1000)).toEqual(["done"]);
    expect(await members("ours", "schedule")).toEqual([foreign]);
    expect(Number(await pair.ours.zscore("schedule", foreign))).toBe(at);
  });

  it("reschedule of a job that was just taken: the gem resurrects it as due, we say gone", async () => {
    const at = Math.floor(Date.now() / 1000) + 7200;
    await put("schedule", [at - 3600, payload("taken")]);
    const refs = await refsIn("scheduled");
    await pair.ruby(`job = Sidekiq::ScheduledSet.new.first
      Sidekiq.redis { |redis| redis.zrem("schedule", job.value) }
      job.reschedule(${at})`);
    const [resurrected] = await pair.theirs.zrange("schedule", "0", "-1", "WITHSCORES").then((flat) => flat.slice(1));
    expect(Number(resurrected)).toBeLessThan(10_000);
    await pair.ours.zrem("schedule", payload("taken"));
    expect(await apply("reschedule", refs, at * 1000)).toEqual(["gone"]);
    expect(await pair.ours.exists("schedule")).toBe(0);
  });

  it("clear a queue that grew since it was seen: the gem destroys what arrived, we keep it", async () => {
    await both((redis) => redis.sadd("queues", "default"));
    await both((redis) => redis.lpush("queue:default", payload("seen1"), payload("seen2")));
    const [, newest] = await entriesOf(pair.store, { queue: "default" });
    await both((redis) => redis.lpush("queue:default", payload("later1"), payload("later2")));
    await pair.ruby('Sidekiq::Queue.new("default").clear');
    expect(await pair.theirs.exists("queue:default")).toBe(0);
    const request = {
      queue: "default",
      expected: 2,
      newestRef: newest?.ref ?? null,
      withoutUndo: false,
      batch: origin(),
    };
    expect(await pair.store.queues.clear?.(request)).toMatchObject({ status: "done", removed: 2, kept: 2 });
    expect(await pair.ours.lrange("queue:default", "0", "-1")).toEqual([payload("later2"), payload("later1")]);
  });

  it("a full Redis: the gem's retry all loses a job, we lose none", async () => {
    const many = Array.from({ length: 40 }, (_, n): [number, string] => [n + 1, payload(`m${n}`)]);
    await put("retry", ...many);
    await both((redis) => redis.sadd("queues", "default"));
    await pair.ours.config("SET", "maxmemory", "1");
    try {
      await pair.ruby("begin; Sidekiq::RetrySet.new.retry_all; rescue => error; answer(error.message); end");
      expect(await members("theirs", "retry")).toHaveLength(39);
      expect(await pair.theirs.exists("queue:default")).toBe(0);
      const refs = await refsIn("retry");
      await expect(apply("retry", refs.slice(0, 1))).resolves.toEqual(["refused: store_full"]);
    } finally {
      await pair.ours.config("SET", "maxmemory", "0");
    }
    expect(await members("ours", "retry")).toHaveLength(40);
    expect(await pair.ours.exists("queue:default")).toBe(0);
  });
});
