import { deflateSync } from "node:zlib";
import { afterAll, beforeEach, describe, expect, it } from "vitest";
import { limits } from "@/lib/config/limits";
import type { JobEntry } from "@/lib/domain/job.schema";
import { jobDetail, jobPage } from "@/lib/domain/job.schema";
import { busyPage } from "@/lib/domain/process.schema";
import { replyWord } from "@/lib/redis/errors";
import { openRedisLink } from "@/lib/redis/open";
import { startRedis } from "@/lib/testing/redis-server";
import { sidekiqKeys } from "./keys";
import { createProcessReads } from "./process-list";
import { createQueueReads } from "./queue-list";
import { createReader } from "./reader";
import { readStore } from "./reading";

const redis = await startRedis();
const link = openRedisLink({ url: redis.url });
const ctx = { link, keys: sidekiqKeys(null), namespace: null };
const reader = createReader(ctx);
const queues = createQueueReads(ctx);
const processes = createProcessReads(ctx);
const admin = redis.client();
afterAll(async () => {
  await link.close();
  await redis.stop();
});
beforeEach(() => admin.flushall());

const request = { cursor: null, limit: 100, direction: "forward", q: null } as const;
const dead = async () => jobPage.parse(await reader.page({ set: "dead" }, request));

/** Puts the bytes into a queue, reads the row and the whole of it, and checks both against the API's own shapes. */
async function shown(
  bytes: string | Buffer,
): Promise<{ row: JobEntry; detail: Awaited<ReturnType<typeof reader.entry>> }> {
  await admin.del("queue:q");
  await admin.lpush("queue:q", bytes);
  const [row] = jobPage.parse(await reader.page({ queue: "q" }, request)).jobs;
  if (!row) throw new Error("no row");
  const detail = await reader.entry(row.ref);
  jobDetail.parse(detail);
  expect(Buffer.from((await reader.payload(row.ref)) ?? "").equals(Buffer.from(bytes))).toBe(true);
  return { row, detail };
}

describe("one entry", () => {
  it.each([
    ["a cut-off payload", '{"class":"HardJob","args":[1', { problem: "invalid_json", class: null, willBeLost: false }],
    ["nothing at all", "", { problem: "invalid_json" }],
    ["text", "<script>alert(1)</script>", { problem: "invalid_json" }],
    ["an array", '["a"]', { problem: "not_an_object", willBeLost: true }],
    ["a number", "42", { problem: "not_an_object", willBeLost: true }],
    ["null", "null", { problem: "not_an_object", willBeLost: true }],
    [
      "args that are an object",
      '{"class":"A","jid":"1","args":{"a":1}}',
      { problem: "args_not_an_array", args: "{a: 1}" },
    ],
    ["args that are a string", '{"class":"A","jid":"1","args":"x"}', { problem: "args_not_an_array", args: '"x"' }],
    ["no args", '{"class":"A","jid":"1"}', { problem: "args_not_an_array", args: "" }],
    ["no class", '{"jid":"1","args":[]}', { problem: "class_missing", class: null }],
    ["a class that is a number", '{"class":7,"jid":"1","args":[]}', { problem: "class_missing", class: null }],
    ["no jid", '{"class":"A","args":[]}', { problem: "jid_missing", jid: null }],
    ["a jid that is a number", '{"class":"A","jid":5,"args":[]}', { problem: "jid_missing", jid: null }],
    ["duplicate keys", '{"class":"A","class":"B","jid":"1","args":[]}', { problem: "duplicate_keys", class: "B" }],
    [
      "101 levels",
      `{"class":"A","jid":"1","args":${"[".repeat(101)}${"]".repeat(101)}}`,
      { problem: "too_deep", class: "A" },
    ],
    [
      "100,000 levels",
      `{"class":"A","jid":"1","args":${"[".repeat(100_000)}${"]".repeat(100_000)}}`,
      { problem: "too_deep" },
    ],
    [
      "__proto__",
      '{"__proto__":{"x":1},"class":"A","jid":"1","args":[{"__proto__":1}]}',
      { problem: null, args: "{__proto__: 1}" },
    ],
    ["retry_count -1", '{"class":"A","jid":"1","args":[],"retry_count":-1,"retry":0}', { attempts: 0, retryMax: 0 }],
    [
      "retry_count as text",
      '{"class":"A","jid":"1","args":[],"retry_count":"x","retry":"5"}',
      { attempts: null, retryMax: null },
    ],
    ["retry_count beyond numbers", '{"class":"A","jid":"1","args":[],"retry_count":1e999}', { attempts: null }],
    [
      "digits",
      '{"class":"A","jid":"1","args":[12345678901234567890,1.0,-0.0,1e5]}',
      { args: "12345678901234567890, 1.0, -0.0, 1e5" },
    ],
  ])("%s", async (_, bytes, expected) => {
    expect((await shown(bytes)).row).toMatchObject(expected);
  });

  it("shows invalid UTF-8 as replacement characters and keeps the bytes", async () => {
    const bytes = Buffer.concat([
      Buffer.from('{"class":"A","jid":"1","args":["'),
      Buffer.from([0xff, 0xfe]),
      Buffer.from('"]}'),
    ]);
    const { row, detail } = await shown(bytes);
    expect(row).toMatchObject({ problem: null, args: '"\uFFFD\uFFFD"' });
    expect(detail?.payload).toContain("\uFFFD\uFFFD");
  });

  it("reads times in every form and none that no clock shows", async () => {
    const at = async (value: string) =>
      (await shown(`{"class":"A","jid":"1","args":[],"created_at":${value}}`)).row.createdAtMs;
    for (const same of ["1795355549", "1795355549.0", "1795355549000", '"1795355549"', '"2026-11-22T13:52:29Z"']) {
      expect(await at(same), same).toBe(1_795_355_549_000);
    }
    for (const none of ["null", '"soon"', "1e300", "{}", "[]", "true", '""']) expect(await at(none), none).toBeNull();
  });

  it("clips five megabytes in a list, and offers them whole", async () => {
    const bytes = `{"class":"BigJob","jid":"1","queue":"q","args":["${"x".repeat(5_000_000)}"]}`;
    const { row, detail } = await shown(bytes);
    expect(row).toMatchObject({ problem: "too_large", class: "BigJob", jid: "1", args: "", argsClipped: true });
    expect(row.payloadBytes).toBe(bytes.length);
    expect(detail?.payload.length).toBe(limits.detailPayloadBytes);
    expect(detail?.payloadClipped).toBe(true);
    expect(JSON.stringify(row).length).toBeLessThan(2_000);
  });

  it("inflates a backtrace only so far, and says when it cannot", async () => {
    const trace = async (value: string) => {
      const { detail } = await shown(`{"class":"A","jid":"1","args":[],"error_backtrace":${value}}`);
      return { lines: detail?.backtrace.length, problem: detail?.backtraceProblem };
    };
    const bomb = deflateSync(`["${"a".repeat(20_000_000)}"]`).toString("base64");
    expect(await trace(JSON.stringify(bomb))).toEqual({ lines: 0, problem: "too_large" });
    expect(await trace('"bm8="')).toEqual({ lines: 0, problem: "undecodable" });
    expect(await trace(JSON.stringify(deflateSync("\x04\b[").toString("base64")))).toEqual({
      lines: 0,
      problem: "undecodable",
    });
    expect(await trace("7")).toEqual({ lines: 0, problem: "undecodable" });
    expect(await trace('["a.rb:1",3,"/x/gems/y.rb:2"]')).toEqual({ lines: 2, problem: null });
  });

  it("clips a long error message, escapes nothing and evaluates nothing", async () => {
    const message = `\u001b[31m<img src=x onerror=alert(1)>\n\u202e${"é".repeat(10_000)}`;
    const { row, detail } = await shown(
      JSON.stringify({ class: "A", jid: "1", args: [], error_class: "E", error_message: message }),
    );
    expect(row.error?.message?.length).toBeLessThanOrEqual(limits.rowErrorChars + 1);
    expect(detail?.errorMessage).toBe(message);
  });

  it("bounds what a wide tree can cost", async () => {
    const wide = `[${"[1,2],".repeat(20_000)}0]`;
    const { row, detail } = await shown(`{"class":"A","jid":"1","args":${wide}}`);
    expect(row.args.length).toBeLessThanOrEqual(limits.rowArgsChars);
    expect(JSON.stringify(detail?.argTree).length).toBeLessThan(1_000_000);
  });

  it("marks encrypted arguments and hides the last alone", async () => {
    const { row } = await shown('{"class":"A","jid":"1","args":[1,"BAhJ"],"encrypt":true}');
    expect(row).toMatchObject({ encrypted: true, args: "1, [encrypted data]" });
  });

  it("shows an old delayed extension without reading its YAML", async () => {
    const yaml = "---\n- !ruby/object:Gem::Installer\n";
    const { row } = await shown(
      JSON.stringify({ class: "Sidekiq::Extensions::DelayedMailer", jid: "1", args: [yaml] }),
    );
    expect(row).toMatchObject({ wrapper: "delayed_extension", args: JSON.stringify(yaml) });
  });

  it("says whose lock a job holds, its batch and its tags", async () => {
    const { row } = await shown(
      '{"class":"A","jid":"1","args":[],"lock":"until_executed","lock_digest":"uniquejobs:abc","bid":"b1","tags":["x",7,"y"]}',
    );
    expect(row).toMatchObject({
      lock: { type: "until_executed", digest: "uniquejobs:abc" },
      batchId: "b1",
      tags: ["x", "y"],
    });
  });
});

describe("sets and queues", () => {
  it("does not call a queue empty whose name is no UTF-8", async () => {
    const name = Buffer.from([0xff, 0xfe]);
    await admin.call("SADD", "queues", name, "plain");
    await admin.call("LPUSH", Buffer.concat([Buffer.from("queue:"), name]), "{}");
    const seen = [(await queues.list()).queues, (await readStore(ctx)).queues];
    for (const list of seen) {
      expect(list.map((queue) => [queue.name, queue.problem])).toEqual([
        ["plain", null],
        ["\uFFFD\uFFFD", "NOT_UTF8"],
      ]);
    }
  });

  it("takes any score for what it is", async () => {
    for (const [n, score] of ["-inf", "+inf", "0", "-5", "1795355549000", "1795355549.1179667"].entries()) {
      await admin.call("ZADD", "dead", score, `{"class":"A","jid":"${n}","args":[]}`);
    }
    const { jobs } = await dead();
    const byJid = new Map(jobs.map((entry) => [entry.jid, entry.atMs]));
    expect(byJid.get("0")).toBeNull();
    expect(byJid.get("1")).toBeNull();
    expect(byJid.get("3")).toBe(-5_000);
    expect(byJid.get("4")).toBe(1_795_355_549_000_000);
    expect(byJid.get("5")).toBe(1_795_355_549_118);
    for (const { ref, jid } of jobs) expect((await reader.entry(ref))?.jid).toBe(jid);
    const second = await reader.page({ set: "dead" }, { ...request, limit: 2 });
    expect(
      (await reader.page({ set: "dead" }, { ...request, limit: 10, cursor: second.nextCursor })).jobs,
    ).toHaveLength(4);
  });

  it("keeps two jobs of one jid apart, and byte-identical twins in a queue too", async () => {
    await admin.zadd("dead", 1, '{"class":"A","jid":"same","args":[1]}', 1, '{"class":"A","jid":"same","args":[2]}');
    expect((await reader.find("same", { hint: null, cursor: null })).places.map(({ args }) => args).sort()).toEqual([
      "1",
      "2",
    ]);
    await admin.lpush("queue:q", "x", "x", "x");
    const page = await reader.page({ queue: "q" }, { ...request, limit: 2 });
    expect(page.jobs).toHaveLength(2);
    expect((await reader.page({ queue: "q" }, { ...request, limit: 2, cursor: page.nextCursor })).jobs).toHaveLength(1);
  });

  it("answers for every other key when one is of another type", async () => {
    await admin.set("retry", "x");
    await admin.set("queue:bad", "x");
    await admin.set("paused", "x");
    await admin.set("dear-leader", "x");
    await admin.sadd("queues", "bad", "good");
    await admin.lpush("queue:good", '{"class":"A","jid":"1","args":[]}');
    await admin.zadd("dead", 1, "x");
    const failure = await reader.page({ set: "retry" }, request).catch((error: unknown) => error);
    expect(replyWord(failure)).toBe("WRONGTYPE");
    expect((await dead()).total).toBe(1);
    const list = await queues.list();
    expect(list.queues.map(({ name, size, problem }) => ({ name, size, problem }))).toEqual([
      { name: "bad", size: 0, problem: "WRONGTYPE" },
      { name: "good", size: 1, problem: null },
    ]);
    const reading = await readStore(ctx);
    expect(reading.sizes).toEqual({ scheduled: 0, retry: null, dead: 1 });
    expect((await reader.find("1", { hint: null, cursor: null })).places).toHaveLength(1);
    expect(link.health().state).toBe("ok");
  });

  it("survives the wrong type at `queues`, `processes`, a heartbeat and the counters", async () => {
    await admin.mset("queues", "x", "processes", "x");
    await admin.lpush("stat:processed", "x");
    await admin.set("stat:failed", "many");
    await admin.zadd("dead", 1, "x");
    const reading = await readStore(ctx);
    expect(reading).toMatchObject({ queueTotal: 0, processTotal: 0, totals: { processed: 0, failed: 0 } });
    expect(await reader.daily(2)).toHaveLength(2);
    await admin.del("processes");
    await admin.sadd("processes", "a:1:x", "b:2:y", "c:3:z", "d:4:w");
    await admin.set("a:1:x", "not a hash");
    await admin.hset("b:2:y", "busy", "3");
    await admin.hset("c:3:z", "info", "not json", "busy", "x", "beat", "soon", "rss", "-", "concurrency", "7");
    await admin.hset("d:4:w", "info", '{"queues":"x","weights":[1],"capsules":[],"started_at":"?","labels":{}}');
    const list = await processes.list();
    expect(list.map(({ identity, concurrency, busy }) => [identity, concurrency, busy])).toEqual([
      ["c:3:z", 7, 0],
      ["d:4:w", null, 0],
    ]);
  });

  it("shows running work that cannot be read, and leaves out the empty and the vanished", async () => {
    await admin.sadd("processes", "a:1:x", "gone:2:y");
    await admin.hset("a:1:x", "info", "{}", "busy", "1");
    await admin.hset(
      "a:1:x:work",
      "t1",
      "",
      "t2",
      "not json",
      "t3",
      '{"queue":"q","payload":"not json","run_at":1795355590}',
    );
    await admin.hset(
      "a:1:x:workers",
      "t4",
      '{"queue":"q","payload":{"class":"Old","jid":"5","args":[]},"run_at":1795355591}',
    );
    await admin.hset("gone:2:y:work", "t1", '{"queue":"q","payload":"{}","run_at":1}');
    const busy = busyPage.parse(await processes.busy({ cursor: null, limit: 100, q: null }));
    expect(busy.running.map(({ thread, problem, class: name }) => [thread, problem, name])).toEqual([
      ["t3", "invalid_json", null],
      ["t4", null, "Old"],
      ["t2", "invalid_json", null],
    ]);
    for (const { ref } of busy.running) expect(await reader.entry(ref)).not.toBeNull();
  });

  it("takes any name for a queue's, and finds lists that `queues` does not name", async () => {
    const names = ["", "a b", "ä|ö", "x".repeat(200), "a/b", "sq"];
    for (const name of names) await admin.lpush(`queue:${name}`, '{"class":"A","jid":"1","args":[]}');
    await admin.lpush("queue:sq|host:1:x|default", "in flight");
    await admin.sadd("queues", "a b", "empty");
    const list = await queues.list();
    expect(list.queues.map(({ name }) => name).sort()).toEqual([...names, "empty"].sort());
    expect(list.queues.filter(({ registered }) => registered).map(({ name }) => name)).toEqual(["a b", "empty"]);
    expect((await reader.page({ queue: "" }, request)).jobs).toHaveLength(1);
  });

  it("says nothing of latency that the next job does not, and never less than none", async () => {
    const latency = async (tail: string) => {
      await admin.del("queue:q");
      await admin.lpush("queue:q", tail);
      await admin.sadd("queues", "q");
      return (await queues.list()).queues[0]?.latencySec;
    };
    expect(await latency("not json")).toBeNull();
    expect(await latency('{"class":"A"}')).toBeNull();
    expect(await latency(`{"enqueued_at":${Date.now() + 100_000}}`)).toBe(0);
    expect(await latency(`{"enqueued_at":${Date.now() - 60_000}}`)).toBeCloseTo(60, 0);
    expect(await latency(`{"enqueued_at":${(Date.now() - 60_000) / 1_000}}`)).toBeCloseTo(60, 0);
  });

  it("reads ten thousand queues in slices", async () => {
    const names = Array.from({ length: 10_000 }, (_, n) => `q${n}`);
    await admin.sadd("queues", ...names);
    await admin.lpush("queue:q7777", `{"class":"A","jid":"1","args":[],"enqueued_at":${Date.now() - 5_000}}`);
    const reading = await readStore(ctx);
    expect(reading.queueTotal).toBe(10_000);
    expect(reading.queues).toHaveLength(limits.queuesInSnapshot);
    expect(reading.queues[0]).toMatchObject({ name: "q7777", size: 1 });
  });
});
