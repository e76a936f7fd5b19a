import fc from "fast-check";
import { afterAll, beforeAll, expect, it } from "vitest";
import type { JobVerb, OperationTarget } from "@/lib/domain/action.schema";
import type { RedisLink } from "@/lib/redis/link";
import { openRedisLink } from "@/lib/redis/open";
import { startRedis, type TestRedis } from "@/lib/testing/redis-server";
import { jidOf, MOVED_TO, payloadOf, VERBS, withoutStamp } from "@/test/chaos/jobs";
import { keys } from "./harness";
import { type ModelOperation, StoreModel, stamped } from "./model";
import { hashHex, openDriver } from "./model-driver";
import { within, withPatience } from "./patience";

const RUNS = Number(process.env.MODEL_RUNS ?? 1_000);
const COMMANDS = 60;
const SETS = { scheduled: "schedule", retry: "retry", dead: "dead" } as const;
const SET_NAMES = ["scheduled", "retry", "dead"] as const;
const QUEUES = ["default", MOVED_TO];

let server: TestRedis;
let redis: ReturnType<TestRedis["client"]>;
let link: RedisLink;
let driver: ReturnType<typeof openDriver>;
beforeAll(async () => {
  server = await startRedis();
  redis = server.client();
  link = openRedisLink({ url: server.url });
  driver = openDriver(server.url, link);
});
afterAll(async () => {
  await link.close();
  await server.stop();
});

const target = fc.oneof(
  fc.constantFrom<OperationTarget>({ set: "scheduled" }, { set: "retry" }, { set: "dead" }),
  fc.constantFrom<OperationTarget>({ sets: ["retry", "dead"] }, { sets: ["scheduled", "retry", "dead"] }),
  fc.constantFrom<OperationTarget>(...QUEUES.map((queue) => ({ queue }))),
);
const place = fc.constantFrom<string>(...SET_NAMES, ...QUEUES.map((queue) => `queue:${queue}`));

type Command =
  | { do: "add"; place: string; tie: number }
  | { do: "start"; verb: JobVerb; target: OperationTarget }
  | { do: "step"; which: number; count: number }
  | { do: "undo"; which: number }
  | { do: "pop"; queue: string }
  | { do: "poll"; set: (typeof SET_NAMES)[number] }
  | { do: "remove"; place: string; which: number };

const command: fc.Arbitrary<Command> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ do: fc.constant("add" as const), place, tie: fc.integer({ min: 0, max: 5 }) }) },
  { weight: 4, arbitrary: fc.record({ do: fc.constant("start" as const), verb: fc.constantFrom(...VERBS), target }) },
  {
    weight: 8,
    arbitrary: fc.record({
      do: fc.constant("step" as const),
      which: fc.nat(9),
      count: fc.integer({ min: 1, max: 20 }),
    }),
  },
  { weight: 3, arbitrary: fc.record({ do: fc.constant("undo" as const), which: fc.nat(9) }) },
  { weight: 2, arbitrary: fc.record({ do: fc.constant("pop" as const), queue: fc.constantFrom(...QUEUES) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("poll" as const), set: fc.constantFrom(...SET_NAMES) }) },
  { weight: 1, arbitrary: fc.record({ do: fc.constant("remove" as const), place, which: fc.nat(9) }) },
);

/** Both sides of one run. */
class Run {
  readonly model = new StoreModel();
  readonly operations: ModelOperation[] = [];
  #added = 0;

  async do(next: Command): Promise<void> {
    switch (next.do) {
      case "add":
        return this.#add(next.place, next.tie);
      case "start":
        return this.#start(next.verb, next.target);
      case "step":
        return this.#step(this.#pick(next.which), next.count);
      case "undo":
        return this.#undo(this.#pick(next.which));
      case "pop":
        return this.#pop(next.queue);
      case "poll":
        return this.#poll(next.set);
      case "remove":
        return this.#remove(next.place, next.which);
    }
  }

  #pick = (which: number) => this.operations[which % Math.max(1, this.operations.length)];

  async #add(where: string, tie: number): Promise<void> {
    const index = this.#added++ * 5;
    const text = payloadOf(index, where !== "scheduled");
    const score = where.startsWith("queue:") ? null : String(1_795_400_000 + tie / 7);
    this.model.jobs.set(jidOf(index), { place: where, score, text, version: 0 });
    const bytes = Buffer.from(text);
    if (score === null) await redis.lpush(where, bytes);
    else await redis.zadd(keyOf(where), score, bytes);
    this.model.jobs.set(jidOf(index), { place: where, score, text: bytes.toString("latin1"), version: 0 });
  }

  async #start(verb: JobVerb, on: OperationTarget): Promise<void> {
    if (this.operations.length >= 10) return;
    const meant = this.model.matching(on);
    const { id, frozen } = await driver.start(verb, on);
    expect(frozen.length).toBe(meant.length);
    const census = await this.census();
    const byHash = new Map(
      meant.map((jid) => [`${census.get(jid)?.[0]?.place} ${hashHex(census.get(jid)?.[0]?.text ?? "")}`, jid]),
    );
    this.operations.push({
      id,
      verb,
      frozen: frozen.map((name) => {
        const jid = byHash.get(name) ?? "";
        const seen = this.model.jobs.get(jid);
        if (!seen) throw new Error(`frozen what is not there: ${name}`);
        return { jid, seen };
      }),
      steps: [],
      cursor: 0,
    });
  }

  async #step(operation: ModelOperation | undefined, count: number): Promise<void> {
    if (!operation || operation.cursor >= operation.frozen.length) return;
    const handled = await driver.step(operation.id, count);
    expect(handled).toBeGreaterThan(0);
    for (let i = 0; i < handled; i++) this.model.apply(operation);
  }

  async #undo(operation: ModelOperation | undefined): Promise<void> {
    if (!operation || operation.cursor === 0) return;
    expect(await driver.undo(operation.id)).toBe(this.model.undo(operation));
  }

  async #pop(queue: string): Promise<void> {
    const bytes = await redis.rpopBuffer(`queue:${queue}`);
    if (bytes) this.model.jobs.delete(jidIn(bytes.toString("latin1")));
  }

  /** As Sidekiq's poller: takes the first out and pushes it. */
  async #poll(set: keyof typeof SETS): Promise<void> {
    const [bytes] = await redis.zrangeBuffer(SETS[set], 0, "0");
    if (!bytes || set === "dead") return;
    await redis.zrem(SETS[set], bytes);
    const jid = jidIn(bytes.toString("latin1"));
    const job = this.model.jobs.get(jid);
    const after = job && this.model.effect({ verb: "run_now", id: "" }, job);
    if (!after) throw new Error("polled what the model does not have");
    const text = stamped(bytes.toString("latin1")).replace('"enqueued_at":*', `"enqueued_at":${Date.now() / 1_000}`);
    await redis.lpush(after.place, Buffer.from(text, "latin1"));
    this.model.jobs.set(jid, after);
  }

  /** Somebody else deletes it for good. */
  async #remove(where: string, which: number): Promise<void> {
    const jids = this.model.in(where);
    const jid = jids[which % Math.max(1, jids.length)];
    const [found] = (jid && (await this.census()).get(jid)) || [];
    if (!jid || !found) return;
    const bytes = Buffer.from(found.text, "latin1");
    if (where.startsWith("queue:")) await redis.lrem(where, 1, bytes);
    else await redis.zrem(keyOf(where), bytes);
    this.model.jobs.delete(jid);
  }

  /** Every job, wherever it is. */
  async census(): Promise<Map<string, { place: string; score: string | null; text: string }[]>> {
    const found = new Map<string, { place: string; score: string | null; text: string }[]>();
    const see = (bytes: Buffer, where: string, score: string | null) => {
      const text = bytes.toString("latin1");
      found.set(jidIn(text), [...(found.get(jidIn(text)) ?? []), { place: where, score, text }]);
    };
    const [sets, queues, trash] = await Promise.all([
      Promise.all(SET_NAMES.map((set) => redis.zrangeBuffer(SETS[set], 0, "-1", "WITHSCORES"))),
      redis.keys("queue:*"),
      redis.zrange(keys.trash, 0, "-1"),
    ]);
    for (const [s, flat] of sets.entries()) {
      for (let i = 0; i + 1 < flat.length; i += 2) {
        see(flat[i] ?? Buffer.alloc(0), SET_NAMES[s] ?? "", String(flat[i + 1]));
      }
    }
    for (const queue of queues) for (const bytes of await redis.lrangeBuffer(queue, 0, -1)) see(bytes, queue, null);
    for (const id of trash) {
      for (const record of await redis.hvalsBuffer(keys.trashRecords(id))) {
        see(record.subarray(record.indexOf("\n") + 1), `trash:${id}`, null);
      }
    }
    return found;
  }

  /** Every jid once, in its place, with its score and its bytes; and the records count what happened. */
  async check(): Promise<void> {
    const census = await this.census();
    expect([...census.keys()].sort()).toEqual([...this.model.jobs.keys()].sort());
    for (const [jid, job] of this.model.jobs) {
      const places = census.get(jid) ?? [];
      const [found] = places;
      expect(places.map((each) => each.place)).toEqual([job.place]);
      expect(job.text.includes('"enqueued_at":*') ? withoutStamp(found?.text ?? "") : found?.text).toBe(job.text);
      if (job.score !== "*")
        expect(found?.score === null ? null : Number(found?.score)).toEqual(
          job.score === null ? null : Number(job.score),
        );
    }
    for (const operation of this.operations) {
      const { done, gone, refused, unknown, processed } = (await driver.record(operation.id)).operation;
      expect({ processed, done, unknown }).toEqual({
        processed: operation.cursor,
        done: operation.steps.length,
        unknown: 0,
      });
      expect(done + gone + refused).toBe(processed);
    }
  }
}

const keyOf = (where: string) => SETS[SET_NAMES.find((set) => set === where) ?? "retry"];
const jidIn = (text: string) => /"jid":"([0-9a-f]{24})"/.exec(text)?.[1] ?? "";

/** Of all runs; until then only a step that does not end is a failure, however slow the machine is. */
const AT_MOST_MS = 25 * 60_000;

it(`the store and its operations do what the model says, ${RUNS} runs of ${COMMANDS} commands`, {
  timeout: AT_MOST_MS + 60_000,
}, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(command, { minLength: COMMANDS, maxLength: COMMANDS }), (commands) =>
      withPatience(redis, async () => {
        const run = new Run();
        for (const next of commands) await within(run.do(next), () => JSON.stringify(next));
        await within(run.check(), () => "the comparison of store and model");
      }),
    ),
    {
      numRuns: RUNS,
      endOnFailure: false,
      interruptAfterTimeLimit: AT_MOST_MS,
      markInterruptAsFailure: true,
      ...(process.env.MODEL_SEED ? { seed: Number(process.env.MODEL_SEED) } : {}),
    },
  );
});
