import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import type { JobVerb } from "@/lib/domain/action.schema";
import type { ListRef } from "@/lib/stores/port";
import { runRuby } from "../ruby/run";
import { changed, differences } from "./dump";
import { applyToAll, writerOf } from "./frozen";
import { entriesOf, openPair, origin, type Pair, refsOf } from "./pair";

/** One job, operated by the gem's own API and by us. */
const single: { name: string; list: ListRef; verb: JobVerb; ruby: string; touches: string[]; only?: string }[] = [
  {
    name: "retry from the retry set",
    list: { set: "retry" },
    verb: "retry",
    ruby: "Sidekiq::RetrySet.new.find_job(JID).retry",
    touches: ["queue:default", "retry"],
  },
  {
    name: "retry from the dead set",
    list: { set: "dead" },
    verb: "retry",
    ruby: "Sidekiq::DeadSet.new.find_job(JID).retry",
    touches: ["dead", "queue:default"],
  },
  {
    name: "run now from the scheduled set",
    list: { set: "scheduled" },
    verb: "run_now",
    ruby: "Sidekiq::ScheduledSet.new.find_job(JID).add_to_queue",
    touches: ["queue:default", "schedule"],
  },
  {
    name: "run now from the retry set",
    list: { set: "retry" },
    verb: "run_now",
    ruby: "Sidekiq::RetrySet.new.find_job(JID).add_to_queue",
    touches: ["queue:default", "retry"],
  },
  {
    name: "kill from the retry set",
    list: { set: "retry" },
    verb: "kill",
    ruby: "Sidekiq::RetrySet.new.find_job(JID).kill",
    touches: ["dead", "retry"],
  },
  {
    name: "kill from the scheduled set",
    list: { set: "scheduled" },
    verb: "kill",
    ruby: "Sidekiq::ScheduledSet.new.find_job(JID).kill",
    touches: ["dead", "schedule"],
  },
  {
    name: "delete from the retry set",
    list: { set: "retry" },
    verb: "delete",
    ruby: "Sidekiq::RetrySet.new.find_job(JID).delete",
    touches: ["retry"],
  },
  {
    name: "delete from the scheduled set",
    list: { set: "scheduled" },
    verb: "delete",
    ruby: "Sidekiq::ScheduledSet.new.find_job(JID).delete",
    touches: ["schedule"],
  },
  {
    name: "delete from the dead set",
    list: { set: "dead" },
    verb: "delete",
    ruby: "Sidekiq::DeadSet.new.find_job(JID).delete",
    touches: ["dead"],
  },
  {
    name: "delete from a queue",
    list: { queue: "default" },
    verb: "delete",
    ruby: 'Sidekiq::Queue.new("default").find_job(JID).delete',
    touches: ["queue:default"],
  },
];

/** A whole set, by the gem's "all" and by an operation of ours. */
const whole = [
  { name: "retry all of the retry set", set: "retry", verb: "retry", ruby: "Sidekiq::RetrySet.new.retry_all" },
  { name: "kill all of the retry set", set: "retry", verb: "kill", ruby: "Sidekiq::RetrySet.new.kill_all" },
  { name: "delete all of the retry set", set: "retry", verb: "delete", ruby: "Sidekiq::RetrySet.new.clear" },
  {
    name: "delete all of the scheduled set",
    set: "scheduled",
    verb: "delete",
    ruby: "Sidekiq::ScheduledSet.new.clear",
  },
  { name: "delete all of the dead set", set: "dead", verb: "delete", ruby: "Sidekiq::DeadSet.new.clear" },
] as const;

describe.each(["7.3", "8.1"] as const)("every write, beside Sidekiq %s", (version) => {
  let pair: Pair;
  beforeAll(async () => {
    pair = await openPair(version);
  }, 120_000);
  afterAll(() => pair.close());
  beforeEach(() => pair.fresh());

  /** Both sides changed the same keys to the same bytes. */
  const expectSame = async (touches: readonly string[], allowed = {}) => {
    const [seed, theirs, ours] = [await pair.keys("seed"), await pair.keys("theirs"), await pair.keys("ours")];
    expect(differences(theirs, ours, allowed)).toEqual([]);
    expect(changed(seed, ours)).toEqual([...touches].sort());
  };

  it.each(single)("$name", async ({ list, verb, ruby, touches }) => {
    const jobs = (await entriesOf(pair.store, list)).filter((job) => job.problem === null && job.queue === "default");
    const chosen = [jobs[1], jobs[3]].flatMap((job) => (job?.jid ? [job.jid] : []));
    expect(chosen).toHaveLength(2);
    for (const jid of chosen) await pair.ruby(ruby.replace("JID", `"${jid}"`));
    const refs = await refsOf(pair.store, list, chosen);
    const outcomes = await writerOf(pair).apply({ verb, refs, batch: origin() });
    expect(outcomes.map((outcome) => outcome.status)).toEqual(["done", "done"]);
    await expectSame(touches);
  });

  it.each(["retry", "scheduled"] as const)("reschedule in the %s set", async (set) => {
    const [job] = await entriesOf(pair.store, { set });
    const atSec = Math.floor(Date.now() / 1000) + 86_400;
    const jid = job?.jid ?? "";
    const rubySet = set === "retry" ? "RetrySet" : "ScheduledSet";
    await pair.ruby(`Sidekiq::${rubySet}.new.find_job("${jid}").reschedule(${atSec})`);
    const [ref = ""] = await refsOf(pair.store, { set }, [jid]);
    const request = { verb: "reschedule", refs: [ref], atMs: atSec * 1000, batch: origin() } as const;
    expect((await writerOf(pair).apply(request))[0]?.status).toBe("done");
    await expectSame([set === "retry" ? "retry" : "schedule"], { scoreStep: 1e-5 });
  });

  it.each(whole)("$name", async ({ set, verb, ruby }) => {
    const size = (await entriesOf(pair.store, { set })).length;
    await pair.ruby(ruby);
    expect(await applyToAll(pair, verb, set)).toEqual({ done: size, gone: 0, refused: 0, unknown: 0 });
    const key = set === "scheduled" ? "schedule" : set;
    const filled = { retry: ["queue:default", "queue:low"], kill: ["dead"], delete: [] }[verb];
    await expectSame([key, ...filled]);
  });

  it("retry all of the dead set, where the gem stops at a member that is no JSON", async () => {
    // Without that member both sides end the same; with it, see losses.test.ts.
    const broken = (await pair.seed.zrange("dead", "0", "-1")).filter((member) => !member.endsWith("}"));
    expect(broken).toHaveLength(1);
    for (const redis of [pair.theirs, pair.ours]) await redis.zrem("dead", ...broken);
    await pair.ruby("Sidekiq::DeadSet.new.retry_all");
    expect(await applyToAll(pair, "retry", "dead")).toEqual({ done: 4, gone: 0, refused: 0, unknown: 0 });
    await expectSame(["dead", "queue:default"]);
  });

  it("run all of the scheduled set now", async () => {
    await pair.ruby("Sidekiq::ScheduledSet.new.each(&:add_to_queue)");
    expect(await applyToAll(pair, "run_now", "scheduled")).toEqual({ done: 7, gone: 0, refused: 0, unknown: 0 });
    // The gem walks its pages from the end; the jobs are the same, their order is not part of what it promises.
    await expectSame(["queue:default", "schedule"], { anyOrder: true });
  });

  it("clear a queue: the gem forgets the queue's name too, which is our delete", async () => {
    const removal = { queue: "low", newestRef: null, withoutUndo: false };
    await pair.ruby('Sidekiq::Queue.new("low").clear');
    const cleared = await pair.store.queues.clear?.({ ...removal, expected: 3, batch: origin() });
    expect(cleared).toMatchObject({ status: "done", reason: null, removed: 3, kept: 0 });
    expect(differences(await pair.keys("theirs"), await pair.keys("ours")).map((line) => line.split(":")[0])).toEqual([
      "queues",
    ]);
    expect(await pair.ours.sismember("queues", "low")).toBe(1);
  });

  it.each(["low", "with space/ü"])("delete the queue %s", async (queue) => {
    const size = await pair.seed.llen(`queue:${queue}`);
    await pair.ruby(`Sidekiq::Queue.new(${JSON.stringify(queue)}).clear`);
    const request = { queue, expected: size, newestRef: null, withoutUndo: false, batch: origin() };
    expect(await pair.store.queues.delete?.(request)).toMatchObject({
      status: "done",
      reason: null,
      removed: size,
      kept: 0,
    });
    await expectSame([Buffer.from(`queue:${queue}`).toString("latin1"), "queues"]);
  });

  it.each([
    ["quiet", "quiet!"],
    ["stop", "stop!"],
  ] as const)("%s a process", async (signal, method) => {
    const [identity = ""] = await pair.seed.smembers("processes");
    await pair.ruby(`Sidekiq::ProcessSet.new(false).find { |process| process["identity"] == "${identity}" }.${method}`);
    expect(await pair.store.processes.signal?.(identity, signal)).toBe("done");
    await expectSame([`${identity}-signals`]);
    const ttls = [await pair.theirs.pttl(`${identity}-signals`), await pair.ours.pttl(`${identity}-signals`)];
    for (const ttl of ttls) expect(ttl).toBeGreaterThan(30_000);
    expect(Math.max(...ttls)).toBeLessThanOrEqual(60_000);
  });

  it("pause and resume a queue, as the gem's API reads it", async () => {
    await pair.store.queues.pause?.("low");
    expect(await pair.ours.smembers("paused")).toEqual(["low"]);
    const paused = `answer(Sidekiq::Stats.new.queue_summaries.select(&:paused?).map(&:name))`;
    if (version === "8.1") expect(await runRuby(version, paused, { redisUrl: pair.ourUrl })).toEqual(["low"]);
    await pair.store.queues.resume?.("low");
    expect(changed(await pair.keys("seed"), await pair.keys("ours"))).toEqual([]);
  });

  it("undo brings back every byte of what was deleted", async () => {
    const before = await pair.keys("ours");
    for (const list of [{ set: "retry" }, { set: "dead" }, { set: "scheduled" }, { queue: "default" }] as const) {
      const refs = (await entriesOf(pair.store, list)).map((job) => job.ref);
      const batch = origin();
      const outcomes = await writerOf(pair).apply({ verb: "delete", refs, batch });
      expect(outcomes.every((outcome) => outcome.status === "done")).toBe(true);
      for (let left = 1; left > 0; ) left = (await pair.store.trash?.restore(batch.id))?.left ?? 0;
      expect(differences(before, await pair.keys("ours"))).toEqual([]);
    }
  });
});
