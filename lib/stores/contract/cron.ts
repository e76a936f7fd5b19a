import type { Redis } from "ioredis";
import { expect } from "vitest";
import type { CronCreateRequest, CronEntry, CronSchedule } from "@/lib/domain/cron.schema";
import type { Cron } from "@/lib/stores/port-cron";

/** What a test of one kind of schedule provides so that the battery can run against it. */
export interface CronHarness {
  readonly cron: Required<Cron>;
  readonly redis: Redis;
  /** A second schedule that differs from the one `create` makes. */
  readonly other: CronSchedule;
  /** Everything in the store but Signalbox's own keys. */
  dump(): Promise<Record<string, unknown>>;
  idOf(name: string): string;
  create(changes?: Partial<CronCreateRequest>): CronCreateRequest;
  /** Puts a secret and a field that is nobody's into what is stored of an entry. */
  enrich(name: string): Promise<void>;
  queue(name: string): Promise<string[]>;
  /** No memory left for anything that adds. */
  fill(): Promise<void>;
  drain(): Promise<void>;
}

export interface CronCheck {
  readonly name: string;
  run(harness: CronHarness): Promise<void>;
}

const NAME = "nightly report";
const REFUSED = (reason: string) => ({ status: "refused", reason });
const DONE = { status: "done", reason: null };

async function entryOf(h: CronHarness, name = NAME): Promise<CronEntry> {
  const entry = await h.cron.entry(h.idOf(name));
  if (!entry) throw new Error(`no entry ${name}`);
  return entry;
}

const made = async (h: CronHarness, changes: Partial<CronCreateRequest> = {}) => {
  expect(await h.cron.create(h.create(changes))).toMatchObject(DONE);
  return entryOf(h, changes.name ?? NAME);
};

/** What a scheduler tells its processes of changes is no part of the entry. */
const stored = async (h: CronHarness) => {
  const { schedules_changed: _, ...rest } = await h.dump();
  return rest;
};

export const cronChecks: readonly CronCheck[] = [
  {
    name: "a new entry is listed as it was asked for, digit by digit",
    async run(h) {
      const request = h.create({ args: '[12345678901234567890,1.0,{"b":2.50}]', queue: "low" });
      expect(await h.cron.create(request)).toMatchObject(DONE);
      const { entries, total, removed } = await h.cron.list();
      expect([entries.length, total, removed.length]).toEqual([1, 1, 0]);
      const { name, args, queue, schedule, description } = request;
      expect(entries[0]).toMatchObject({
        id: h.idOf(NAME),
        name,
        class: request.class,
        args,
        queue,
        schedule,
        description,
      });
      expect(entries[0]).toMatchObject({ enabled: true, problem: null, argsHidden: false, runs: [] });
    },
  },
  {
    name: "names of any kind stand for themselves",
    async run(h) {
      for (const name of ["a:b:c", "nächtlich „5“", '"; DEL', "cron_job:default:x", "__proto__", "*"]) {
        const { id, version } = await made(h, { name });
        expect(id).toBe(h.idOf(name));
        expect(await h.cron.remove(id, version)).toMatchObject(DONE);
        expect(await h.cron.entry(id)).toBeNull();
      }
    },
  },
  {
    name: "a name that is taken is refused, and nothing is written",
    async run(h) {
      await made(h);
      const before = await h.dump();
      expect(await h.cron.create(h.create({ args: "[9]" }))).toMatchObject(REFUSED("exists"));
      expect(await h.dump()).toEqual(before);
    },
  },
  {
    name: "what cannot be read is refused, and nothing is written",
    async run(h) {
      const { kind } = h.create().schedule;
      const bad = { kind, text: "every blue moon" };
      expect(await h.cron.create(h.create({ schedule: bad }))).toMatchObject(REFUSED("invalid_schedule"));
      for (const args of ["{}", "[1", "1", '[1]]"']) {
        expect(await h.cron.create(h.create({ args }))).toMatchObject(REFUSED("invalid_args"));
      }
      expect(await h.dump()).toEqual({});
      const { id, version, runToken } = await made(h);
      const before = await h.dump();
      expect(await h.cron.edit(id, { version, schedule: bad })).toMatchObject(REFUSED("invalid_schedule"));
      expect(await h.cron.edit(id, { version, args: "{}" })).toMatchObject(REFUSED("invalid_args"));
      expect(await h.cron.run(id, { runToken, args: "{" })).toMatchObject(REFUSED("invalid_args"));
      expect(await h.dump()).toEqual(before);
    },
  },
  {
    name: "an edit changes what it names and leaves every other byte",
    async run(h) {
      const { id } = await made(h, { args: "[1.0,2.50]" });
      await h.enrich(NAME);
      const before = await entryOf(h);
      expect(await h.cron.edit(id, { version: before.version, schedule: h.other })).toMatchObject(DONE);
      const after = await entryOf(h);
      expect(after).toEqual({ ...before, schedule: h.other, version: after.version });
      expect(JSON.stringify(await h.dump())).toContain("kept as it is");
      expect(await h.cron.edit(id, { version: after.version, queue: "low", description: null })).toMatchObject(DONE);
      expect(await entryOf(h)).toMatchObject({ queue: "low", description: null, args: after.args });
      expect(JSON.stringify(await h.dump())).toContain("kept as it is");
    },
  },
  {
    name: "an edit that changes nothing writes nothing",
    async run(h) {
      const { id, version, schedule } = await made(h);
      const before = await h.dump();
      expect(await h.cron.edit(id, { version, ...(schedule && { schedule }), enabled: true })).toMatchObject(DONE);
      expect(await h.dump()).toEqual(before);
    },
  },
  {
    name: "pausing and resuming change that alone",
    async run(h) {
      const { id, version } = await made(h);
      expect(await h.cron.edit(id, { version, enabled: false })).toMatchObject(DONE);
      const paused = await entryOf(h);
      expect(paused.enabled).toBe(false);
      expect(await h.cron.edit(id, { version, enabled: true })).toMatchObject(REFUSED("changed"));
      expect(await h.cron.edit(id, { version: paused.version, enabled: true })).toMatchObject(DONE);
      expect((await entryOf(h)).enabled).toBe(true);
    },
  },
  {
    name: "of many edits that were decided on the same entry one is done",
    async run(h) {
      const { id, version } = await made(h);
      const edits = Array.from({ length: 12 }, (_, n) => h.cron.edit(id, { version, description: `by ${n}` }));
      const reasons = (await Promise.all(edits)).map(({ reason }) => reason);
      expect(reasons.filter((reason) => reason === null)).toHaveLength(1);
      expect(reasons.filter((reason) => reason === "changed")).toHaveLength(11);
    },
  },
  {
    name: "a job is run once, however many ask for it, and once more when it is asked anew",
    async run(h) {
      const { id, runToken } = await made(h, { queue: "low", args: "[1.0]" });
      const results = await Promise.all(Array.from({ length: 8 }, () => h.cron.run(id, { runToken })));
      expect(results.filter(({ status }) => status === "done")).toHaveLength(1);
      expect(results.filter(({ reason }) => reason === "ran")).toHaveLength(7);
      expect(await h.queue("low")).toHaveLength(1);
      const { jid } = results.find(({ status }) => status === "done") ?? {};
      const [payload] = await h.queue("low");
      expect(payload).toContain('"args":[1.0]');
      expect(JSON.parse(payload ?? "")).toMatchObject({ class: "HardJob", jid, queue: "low", retry: true });
      const again = await entryOf(h);
      expect(again.runs.map((run) => run.jid)).toContain(jid);
      expect(await h.cron.run(id, { runToken: again.runToken, args: "[2.50]" })).toMatchObject(DONE);
      expect((await h.queue("low"))[0]).toContain('"args":[2.50]');
      expect((await entryOf(h)).args).toBe("[1.0]");
    },
  },
  {
    name: "a paused entry can be run, and stays paused",
    async run(h) {
      const { id, runToken } = await made(h, { enabled: false });
      expect(await h.cron.run(id, { runToken })).toMatchObject(DONE);
      expect((await entryOf(h)).enabled).toBe(false);
    },
  },
  {
    name: "a deleted entry comes back key by key, byte by byte, once",
    async run(h) {
      const { id, runToken } = await made(h, { args: "[1.0,12345678901234567890]" });
      await h.enrich(NAME);
      await h.cron.run(id, { runToken });
      const paused = await entryOf(h);
      await h.cron.edit(id, { version: paused.version, enabled: false });
      const before = await stored(h);
      const removed = await h.cron.remove(id, (await entryOf(h)).version);
      expect(removed).toMatchObject(DONE);
      expect(await h.cron.entry(id)).toBeNull();
      const [kept] = (await h.cron.list()).removed;
      expect(kept).toMatchObject({ token: removed.undo, id, name: NAME, class: "HardJob" });
      for (const key of await h.redis.keys("*signalbox:*")) expect(await h.redis.pttl(key)).toBeGreaterThan(0);
      expect(await h.cron.restore(removed.undo ?? "")).toMatchObject({ ...DONE, id });
      expect(await stored(h)).toEqual(before);
      expect((await h.cron.list()).removed).toEqual([]);
      expect(await h.cron.restore(removed.undo ?? "")).toMatchObject({ status: "gone" });
      for (const key of Object.keys(before)) expect(await h.redis.pttl(key)).toBe(-1);
    },
  },
  {
    name: "what was deleted is not put over a new entry of its name",
    async run(h) {
      const first = await made(h);
      const { undo } = await h.cron.remove(first.id, first.version);
      const second = await made(h, { args: '["second"]' });
      const before = await h.dump();
      expect(await h.cron.restore(undo ?? "")).toMatchObject(REFUSED("exists"));
      expect(await h.dump()).toEqual(before);
      await h.cron.remove(second.id, second.version);
      expect(await h.cron.restore(undo ?? "")).toMatchObject(DONE);
      expect((await entryOf(h)).args).toBe(first.args);
      expect((await h.cron.list()).removed).toHaveLength(1);
    },
  },
  {
    name: "of two who put the same entry back one does",
    async run(h) {
      const { id, version } = await made(h);
      const { undo } = await h.cron.remove(id, version);
      const both = await Promise.all([h.cron.restore(undo ?? ""), h.cron.restore(undo ?? "")]);
      expect(both.filter(({ status }) => status === "done")).toHaveLength(1);
    },
  },
  {
    name: "an entry that another changed meanwhile is not deleted",
    async run(h) {
      const { id, version } = await made(h);
      await h.cron.edit(id, { version, description: "mine" });
      const before = await h.dump();
      expect(await h.cron.remove(id, version)).toMatchObject(REFUSED("changed"));
      expect(await h.dump()).toEqual(before);
    },
  },
  {
    name: "what is not there is gone",
    async run(h) {
      const id = h.idOf("nobody");
      expect(await h.cron.edit(id, { version: "x", enabled: false })).toMatchObject({ status: "gone" });
      expect(await h.cron.remove(id, "x")).toMatchObject({ status: "gone" });
      expect(await h.cron.run(id, { runToken: "" })).toMatchObject({ status: "gone" });
      for (const token of ["", "x".repeat(22), "*"])
        expect(await h.cron.restore(token)).toMatchObject({ status: "gone" });
      expect(await h.dump()).toEqual({});
    },
  },
  {
    name: "a secret among the arguments is shown to nobody",
    async run(h) {
      await made(h, { args: '[{"password":"hunter2"}]' });
      const { id, version } = await entryOf(h);
      expect(await entryOf(h)).toMatchObject({ argsHidden: true });
      await h.cron.remove(id, version);
      expect(JSON.stringify(await h.cron.list())).not.toContain("hunter2");
    },
  },
  {
    name: "a full store refuses every change and keeps what it has",
    async run(h) {
      const { id, version, runToken } = await made(h);
      const before = await h.dump();
      await h.fill();
      const full = REFUSED("store_full");
      expect(await h.cron.create(h.create({ name: "more" }))).toMatchObject(full);
      expect(await h.cron.edit(id, { version, description: "more" })).toMatchObject(full);
      expect(await h.cron.run(id, { runToken })).toMatchObject(full);
      expect(await h.cron.remove(id, version)).toMatchObject(full);
      await h.drain();
      expect(await h.dump()).toEqual(before);
    },
  },
  {
    name: "a register of queues of another type refuses the run",
    async run(h) {
      const { id, runToken } = await made(h);
      await h.redis.set((await registerKey(h)) ?? "queues", "no set");
      const before = await h.dump();
      expect(await h.cron.run(id, { runToken })).toMatchObject(REFUSED("wrong_type"));
      expect(await h.dump()).toEqual(before);
    },
  },
];

/** The name of `queues` in this store, whatever its namespace. */
async function registerKey(h: CronHarness): Promise<string | undefined> {
  const { id, runToken } = await made(h, { name: "probe" });
  await h.cron.run(id, { runToken });
  const key = Object.keys(await h.dump()).find((name) => name.endsWith("queues"));
  if (key) await h.redis.del(key);
  return key;
}
