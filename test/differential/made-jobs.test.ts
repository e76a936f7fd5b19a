import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { rubyLine } from "@/lib/domain/ruby/line";
import { newId } from "@/lib/state/id";
import type { Store } from "@/lib/stores/port";
import { startRedis, type TestRedis } from "@/lib/testing/redis-server";
import { runRuby, type SidekiqVersion, startWorker, until } from "../ruby/run";
import { entriesOf, openStore, origin } from "./pair";

const VALUES = `42, :eur, Order.new(5), {a: 1.0, "b" => [2**63, {c: nil}]}, 3.days, Time.at(1795355549, 678, :millisecond).utc,
  Date.new(2026, 1, 2), BigDecimal("1.10"), 1..5, HardJob, {"x" => 1}.with_indifferent_access, to: "ann", tags: [:a]`;

const SLOW_MS = 90_000;

let server: TestRedis;
let redis: ReturnType<TestRedis["client"]>;
let store: Store;
beforeAll(async () => {
  server = await startRedis();
  redis = server.client();
  store = await openStore(server.url);
});
afterAll(async () => {
  await store.close();
  await server.stop();
});
beforeEach(() => redis.flushall());

const ruby = (version: SidekiqVersion, source: string, env: Record<string, string> = {}) =>
  runRuby(version, source, { redisUrl: server.url, env });

async function work(version: SidekiqVersion, done: () => Promise<boolean>, env: Record<string, string> = {}) {
  const worker = await startWorker(version, { redisUrl: server.url, queues: ["default", "low"], env });
  try {
    await until(done, 30_000, () => `waited in vain:\n${worker.log()}`);
    await new Promise((resolve) => setTimeout(resolve, 300)); // one run too many would come now
  } finally {
    await worker.stop();
  }
}

/** What ran: class and arguments, without the jid. */
const executed = async () =>
  (await redis.lrange("executed", 0, -1)).map((line) => line.replace(/,"[^"]*",/, ",")).sort();
const runs = (count: number) => async () => (await redis.llen("executed")) >= count;

async function refOf(queue: string, jobClass: string): Promise<string> {
  const entry = (await entriesOf(store, { queue })).find((job) => job.class === jobClass);
  if (!entry) throw new Error(`no ${jobClass} in ${queue}`);
  return entry.ref;
}

async function replace(ref: string, change: (text: string) => string) {
  const job = await store.editor?.editable(ref);
  const before = job?.text ?? "";
  const text = change(before);
  expect(text).not.toBe(before);
  return store.editor?.replaceArgs({ ref, text, queue: null, atMs: null, token: newId(), batch: origin() });
}

const copy = (ref: string, atMs: number | null = null) =>
  store.editor?.enqueue({ ref, text: null, queue: null, atMs, token: newId() });

describe.each(["7.3", "8.1"] as const)("the real worker %s", { timeout: SLOW_MS }, (version) => {
  it("runs changed and copied jobs with the very arguments the gem would have pushed", async () => {
    await ruby(
      version,
      `HardJob.perform_async(1.0, 2**63, -0.0, {"z" => 1e3, "a" => [], "é" => "</script>"}, "wrong")
       HardJob.set(queue: "low").perform_async(1.0, 2**63, -0.0, {"z" => 1e3, "a" => [], "é" => "</script>"}, "right")
       ActiveInspectingJob.perform_later(${VALUES})
       ActiveInspectingJob.set(queue: "low").perform_later(${VALUES.replace("42, :eur", "43, :usd").replace('"ann"', '"bea"')})`,
    );
    const plain = await replace(await refOf("default", "HardJob"), (text) => text.replace("wrong", "right"));
    const active = await replace(await refOf("default", "ActiveInspectingJob"), (text) =>
      text.replace("42,", "43,").replace('"eur"', '"usd"').replace('"ann"', '"bea"'),
    );
    expect([plain?.status, active?.status]).toEqual(["done", "done"]);
    for (const name of ["HardJob", "ActiveInspectingJob"]) {
      const ref = await refOf("low", name);
      expect((await copy(ref))?.status).toBe("done");
      expect((await copy(ref, Date.now()))?.destination).toBe("scheduled");
    }
    await work(version, runs(8));
    const lines = await executed();
    expect(lines).toHaveLength(8);
    expect(new Set(lines).size, lines.join("\n")).toBe(2);
    expect(lines[0]).toContain(":usd");
    expect(lines[0]).toContain("#<Order 5>");
    expect(lines[7]).toContain("9223372036854775808,-0.0,");
  });

  it("carries the ancestor through a failure, and counts the new job's attempts from the start", async () => {
    await ruby(version, 'FailingJob.perform_async("first")');
    await work(version, async () => (await redis.zcard("retry")) === 1);
    const [failed] = await entriesOf(store, { set: "retry" });
    await redis.del("executed");
    const made = await replace(failed?.ref ?? "", (text) => text.replace("first", "second"));
    expect(await redis.zcard("retry")).toBe(0);
    await work(version, async () => (await redis.zcard("retry")) === 1);
    const [entry] = await redis.zrange("retry", 0, "-1");
    const payload = JSON.parse(entry ?? "");
    expect(payload).toMatchObject({
      jid: made?.jid,
      signalbox_ancestor: failed?.jid,
      retry_count: 0,
      error_message: "second",
    });
  });

  it("understands the line of Ruby that is copied from a job", async () => {
    await ruby(
      version,
      `HardJob.set(queue: "low", retry: 3).perform_async(1.0, 2**63, nil, {"q\\"\\#{x}" => "\\u202e\\n"})\nActiveInspectingJob.perform_later(${VALUES})`,
    );
    const payloads = [...(await redis.lrange("queue:low", 0, -1)), ...(await redis.lrange("queue:default", 0, -1))];
    const lines = payloads.map((payload) => rubyLine(payload));
    await redis.del("queue:low", "queue:default");
    await ruby(version, lines.join("\n"));
    const again = [...(await redis.lrange("queue:low", 0, -1)), ...(await redis.lrange("queue:default", 0, -1))];
    const argsOf = (payload: string) =>
      payload.replace(/"(?:jid|job_id|enqueued_at|created_at)":(?:"[^"]*"|[\d.]+)/g, "");
    expect(again.map(argsOf)).toEqual(payloads.map(argsOf));
  });
});

describe("unique jobs", { timeout: SLOW_MS }, () => {
  const env = { UNIQUE_JOBS: "1" };
  const push = (argument: string) => ruby("7.3", `answer(UniqueJob.perform_async("${argument}"))`, env);

  it("whose arguments were changed run once, and hold no later push back", async () => {
    expect(await push("wrong")).not.toBeNull();
    expect(await push("wrong")).toBeNull();
    const made = await replace(await refOf("default", "UniqueJob"), (text) => text.replace("wrong", "right"));
    expect(made?.status).toBe("done");
    expect(await push("wrong")).not.toBeNull(); // the original's lock went with it
    await work("7.3", runs(2), env);
    expect(await executed()).toEqual(['["UniqueJob",["right"]]', '["UniqueJob",["wrong"]]']);
    expect(await push("right")).not.toBeNull();
    expect(await push("wrong")).not.toBeNull();
    expect(await push("right")).toBeNull();
  });
});
