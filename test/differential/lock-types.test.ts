import type { Redis } from "ioredis";
import { afterAll, beforeAll, describe, expect, it, vi } from "vitest";
import type { JobVerb } from "@/lib/domain/action.schema";
import type { JobSetName } from "@/lib/domain/job.schema";
import type { ListRef, Store } from "@/lib/stores/port";
import { startRedis, type TestRedis } from "@/lib/testing/redis-server";
import { runRuby, type SidekiqVersion, startWorker, until } from "../ruby/run";
import { openStore, origin } from "./pair";

/**
 * Every lock type of sidekiq-unique-jobs after every operation of ours, each on a job of its own: while the job is
 * still to run, its duplicate is held back wherever the gem would hold it back; once it is gone or ran, the next push
 * gets in; and nothing that waits is lost or run twice.
 */
vi.setConfig({ testTimeout: 240_000, hookTimeout: 300_000 });

const TYPES = [
  "until_executed",
  "until_executing",
  "while_executing",
  "until_and_while_executing",
  "until_expired",
] as const;
type Type = (typeof TYPES)[number];
type Place = "queue" | JobSetName;

interface Operation {
  name: string;
  from: Place;
  /** Where the job is afterwards; null = nowhere that counts. */
  to: Place | null;
  verb: JobVerb | "clear" | "delete_queue";
  undo?: true;
}

const OPERATIONS: Operation[] = [
  { name: "delete from a queue", from: "queue", verb: "delete", to: null },
  { name: "kill from a queue", from: "queue", verb: "kill", to: null },
  { name: "move to another queue", from: "queue", verb: "move", to: "queue" },
  { name: "clear the queue", from: "queue", verb: "clear", to: null },
  { name: "delete the queue", from: "queue", verb: "delete_queue", to: null },
  { name: "delete from a queue and undo", from: "queue", verb: "delete", undo: true, to: "queue" },
  { name: "clear the queue and undo", from: "queue", verb: "clear", undo: true, to: "queue" },
  { name: "delete from scheduled", from: "scheduled", verb: "delete", to: null },
  { name: "kill from scheduled", from: "scheduled", verb: "kill", to: null },
  { name: "run now from scheduled", from: "scheduled", verb: "run_now", to: "queue" },
  { name: "reschedule", from: "scheduled", verb: "reschedule", to: "scheduled" },
  { name: "delete from scheduled and undo", from: "scheduled", verb: "delete", undo: true, to: "scheduled" },
  { name: "retry from retry", from: "retry", verb: "retry", to: "queue" },
  { name: "delete from retry", from: "retry", verb: "delete", to: null },
  { name: "kill from retry", from: "retry", verb: "kill", to: null },
  { name: "delete from retry and undo", from: "retry", verb: "delete", undo: true, to: "retry" },
  { name: "retry from dead", from: "dead", verb: "retry", to: "queue" },
  { name: "run now from dead", from: "dead", verb: "run_now", to: "queue" },
  { name: "delete from dead", from: "dead", verb: "delete", to: null },
  { name: "delete from dead and undo", from: "dead", verb: "delete", undo: true, to: "dead" },
];

/** Where a job of this type holds its lock, by the gem's own rules. */
function holds(type: Type, from: Place, place: Place | null): boolean {
  if (type === "while_executing") return false;
  // The lock runs until its time is over, whatever becomes of the job; a death lets it go, a retry takes it again.
  if (type === "until_expired") return from !== "dead" || place === "queue";
  return place !== null && place !== "dead";
}

interface Cell extends Operation {
  type: Type;
  key: string;
  class: string;
}
const cells: Cell[] = TYPES.flatMap((type) =>
  OPERATIONS.map((operation, index) => ({
    ...operation,
    type,
    key: `${type}-${index}`,
    class: `Locked${type
      .split("_")
      .map((word) => word[0]?.toUpperCase() + word.slice(1))
      .join("")}Job`,
  })),
);
const queueOf = (cell: Cell) => (cell.from === "queue" ? cell.key : "default");
const argsOf = (cell: Cell) => `"${cell.from === "retry" || cell.from === "dead" ? "fail" : "run"}", "${cell.key}"`;
const pushing = (cell: Cell) => `${cell.class}.set(queue: "${queueOf(cell)}").perform_async(${argsOf(cell)})`;

describe.each<SidekiqVersion>(["6.5", "7.3", "8.1"])("lock types on Sidekiq %s", (version) => {
  let server: TestRedis;
  let redis: Redis;
  let store: Store;
  const jids = new Map<string, string>();
  const outcomes = new Map<string, string>();
  let duplicates: Record<string, string | null> = {};
  let next: Record<string, string | null> = {};
  let ran: string[] = [];

  const env = { UNIQUE_JOBS: "1" };
  const ruby = (source: string) => runRuby(version, source, { redisUrl: server.url, env });
  const push = async (list: readonly Cell[]): Promise<Record<string, string | null>> => {
    const lines = list.map((cell) => `"${cell.key}" => ${pushing(cell)}`).join(",\n");
    return (await ruby(`answer({${lines}})`)) as Record<string, string | null>;
  };
  const work = async (queues: readonly string[], condition: () => Promise<boolean>) => {
    const worker = await startWorker(version, { redisUrl: server.url, env, queues, concurrency: 1 });
    try {
      await until(condition, 90_000, () => `waited in vain:\n${worker.log().slice(-3_000)}`);
    } finally {
      await worker.stop();
    }
  };
  const pushed = (found: Record<string, string | null>) => {
    for (const [key, jid] of Object.entries(found)) if (jid !== null) jids.set(key, jid);
  };

  beforeAll(async () => {
    server = await startRedis();
    redis = server.client();
    store = await openStore(server.url);
    const failing = cells.filter(({ from }) => from === "retry" || from === "dead");
    pushed(await push(failing));
    await work(["default"], async () => (await redis.zcard("retry")) === failing.length);
    const dead = cells.filter(({ from }) => from === "dead").map(({ key }) => jids.get(key));
    await ruby(
      `jids = ${JSON.stringify(dead)}; Sidekiq::RetrySet.new.to_a.each { |job| job.kill if jids.include?(job.jid) }`,
    );
    pushed(await push(cells.filter(({ from }) => from === "queue")));
    const later = cells.filter(({ from }) => from === "scheduled");
    const lines = later.map((cell) => `"${cell.key}" => ${cell.class}.perform_in(3600, ${argsOf(cell)})`).join(",\n");
    pushed((await ruby(`answer({${lines}})`)) as Record<string, string | null>);
    expect(jids.size).toBe(cells.length);

    for (const cell of cells) outcomes.set(cell.key, await operate(cell));
    duplicates = await push(cells);
    await redis.set("mended", "1");
    const queues = [...(await redis.smembers("queues"))];
    const left = async () =>
      (await Promise.all(queues.map((name) => redis.llen(`queue:${name}`)))).every((n) => n === 0);
    await work(queues, left);
    ran = await redis.lrange("executed", 0, -1);
    next = await push(cells);
  });
  afterAll(async () => {
    await store.close();
    await server.stop();
  });

  async function refOf(list: ListRef, jid: string | undefined): Promise<string> {
    const page = await store.reader.page(list, { cursor: null, limit: 100, direction: "forward", q: null });
    const entry = page.jobs.find((job) => job.jid === jid);
    if (!entry) throw new Error(`no ${jid} in ${JSON.stringify(list)}`);
    return entry.ref;
  }

  async function operate(cell: Cell): Promise<string> {
    const batch = origin();
    const list: ListRef = cell.from === "queue" ? { queue: cell.key } : { set: cell.from };
    let told: string;
    if (cell.verb === "clear" || cell.verb === "delete_queue") {
      const request = { queue: cell.key, expected: 1, newestRef: null, withoutUndo: false, batch };
      const result = await store.queues[cell.verb === "clear" ? "clear" : "delete"]?.(request);
      told = String(result?.status);
    } else {
      const refs = [await refOf(list, jids.get(cell.key))];
      const further = {
        ...(cell.verb === "move" && { queue: `${cell.key}-moved` }),
        ...(cell.verb === "reschedule" && { atMs: Date.now() + 7_200_000 }),
      };
      const [outcome] = (await store.writer?.apply({ verb: cell.verb, refs, batch, ...further })) ?? [];
      told = `${outcome?.status}${outcome?.reason ? `: ${outcome.reason}` : ""}`;
    }
    if (cell.undo) {
      const restored = await store.trash?.restore(batch.id);
      told += `, restored ${restored?.restored}`;
    }
    return told;
  }

  const timesRun = (cell: Cell, jid: string | null | undefined) =>
    ran.filter((line) => line.includes(`"${cell.key}"`) && line.includes(String(jid))).length;

  describe.each(TYPES)("%s", (type) => {
    it.each(cells.filter((cell) => cell.type === type).map((cell) => [cell.name, cell] as const))("%s", (_, cell) => {
      expect(outcomes.get(cell.key)).toBe(cell.undo ? "done, restored 1" : "done");
      const held = holds(cell.type, cell.from, cell.to);
      const duplicate = duplicates[cell.key];
      expect([cell.key, "duplicate held back", duplicate === null]).toEqual([cell.key, "duplicate held back", held]);
      const original = timesRun(cell, jids.get(cell.key));
      expect([cell.key, "ran", original]).toEqual([cell.key, "ran", cell.to === "queue" ? 1 : 0]);
      const stays = (cell.to === "scheduled" || cell.to === "retry") && holds(cell.type, cell.from, cell.to);
      // What was let in holds the lock that lasts, and so does what ran.
      const free = cell.type === "until_expired" ? false : !stays;
      expect([cell.key, "next push let in", next[cell.key] !== null]).toEqual([cell.key, "next push let in", free]);
    });
  });
});
