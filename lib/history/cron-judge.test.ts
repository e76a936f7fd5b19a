import { describe, expect, it } from "vitest";
import type { CronRun } from "@/lib/domain/cron.schema";
import type { CronWatchRecord } from "@/lib/domain/cron-watch.schema";
import { judge } from "./cron-judge";

const at = (clock: string) => Date.parse(`2026-06-01T${clock}Z`);
const ran = (clock: string, jid: string): CronRun => ({
  atMs: at(clock),
  slotMs: null,
  jid,
  matched: false,
  kind: "unknown",
  became: null,
});
const entry = (text: string, enabled = true) => ({
  scheduler: "sidekiq-cron" as const,
  schedule: { kind: "cron" as const, text },
  enabled,
  problem: null,
  nextRunMs: null,
});
const look = (
  before: CronWatchRecord | null,
  text: string,
  clock: string,
  runs: CronRun[] = [],
  byHand: string | null = null,
) => judge(before, entry(text), runs, at(clock), byHand);
const told = ({ runs }: CronWatchRecord) =>
  runs.map(({ kind, slotMs, jid }) => [kind, slotMs && new Date(slotMs).toISOString().slice(11, 16), jid]);

const HOURLY = "0 * * * *";
const first = () => look(null, HOURLY, "09:30:00");

describe("runs against ticks", () => {
  it("calls nothing missed that was due before anybody watched", () => {
    expect(told(first())).toEqual([]);
    expect(told(look(first(), HOURLY, "09:50:00"))).toEqual([]);
  });

  it("tells on time, late, twice and by hand", () => {
    let record = look(first(), HOURLY, "10:00:20", [ran("10:00:12", "a")]);
    record = look(record, HOURLY, "11:06:00", [ran("11:04:00", "b"), ran("10:00:12", "a")]);
    record = look(record, HOURLY, "11:07:00", [ran("11:06:30", "c"), ran("11:04:00", "b")]);
    record = look(record, HOURLY, "11:30:00", [ran("11:29:00", "d")], "d");
    record = look(record, HOURLY, "11:50:00", [ran("11:49:00", "e")]);
    expect(told(record)).toEqual([
      ["manual", null, "e"],
      ["manual", null, "d"],
      ["double", "11:00", "c"],
      ["late", "11:00", "b"],
      ["on_time", "10:00", "a"],
    ]);
  });

  it("calls a tick missed two minutes after it, once, and late when its run comes after all", () => {
    let record = look(first(), HOURLY, "10:01:59");
    expect(told(record)).toEqual([]);
    record = look(record, HOURLY, "10:02:01");
    record = look(record, HOURLY, "10:09:00");
    expect(told(record)).toEqual([["missed", "10:00", null]]);
    record = look(record, HOURLY, "10:12:00", [ran("10:11:00", "a")]);
    expect(told(record)).toEqual([["late", "10:00", "a"]]);
  });

  it("misses nothing of a paused entry, and begins anew with another expression", () => {
    const paused = judge(first(), entry(HOURLY, false), [], at("12:30:00"), null);
    expect(told(paused)).toEqual([]);
    const other = look(first(), "30 * * * *", "12:45:00");
    expect(told(other)).toEqual([]);
    expect(other.sinceMs).toBe(at("12:45:00"));
    expect(told(look(other, "30 * * * *", "13:40:00"))).toEqual([["missed", "13:30", null]]);
  });

  it("does not judge a time of day in a zone that nobody told, until it was seen to be UTC", () => {
    const DAILY = "0 10 * * *";
    const record = look(look(null, DAILY, "09:30:00"), DAILY, "10:30:00");
    expect(told(record)).toEqual([]);
    expect(told(look(look(null, `${DAILY} UTC`, "09:30:00"), `${DAILY} UTC`, "10:30:00"))).toEqual([
      ["missed", "10:00", null],
    ]);
    const twice = "0 10,12 * * *";
    const seen = look(look(null, twice, "09:30:00"), twice, "10:05:00", [ran("10:00:30", "a")]);
    expect(told(look(seen, twice, "12:30:00", [ran("10:00:30", "a")]))).toEqual([
      ["missed", "12:00", null],
      ["on_time", "10:00", "a"],
    ]);
  });

  it("keeps ten and forgets the oldest, and takes what cannot be read as it is", () => {
    let record = look(null, "*/5 * * * *", "09:00:00");
    record = look(record, "*/5 * * * *", "10:30:00");
    expect(record.runs).toHaveLength(10);
    expect(told(look(null, "whenever", "10:00:00", [ran("10:00:00", "a")]))).toEqual([["unknown", null, "a"]]);
  });
});

describe("runs of timers against the times that their scheduler noted", () => {
  const timer = (
    before: CronWatchRecord | null,
    schedule: { kind: "every" | "interval" | "at" | "in"; text: string },
    clock: string,
    next: string | null,
    runs: CronRun[] = [],
    enabled = true,
  ) =>
    judge(
      before,
      {
        scheduler: "sidekiq-scheduler",
        schedule,
        enabled,
        problem: null,
        nextRunMs: next === null ? null : at(next),
      },
      runs,
      at(clock),
      null,
    );
  const fired = (clock: string): CronRun => ({ ...ran(clock, ""), jid: null });
  const kinds = ({ runs }: CronWatchRecord) =>
    runs.map(({ kind, atMs }) => [kind, new Date(atMs).toISOString().slice(11, 19)]);
  const HOUR = { kind: "every" as const, text: "1h" };

  it.each(["every", "interval"] as const)(
    "%s: on time where it was noted, missed two minutes after, and again",
    (kind) => {
      const schedule = { kind, text: "1h" };
      let record = timer(null, schedule, "09:30:00", "10:00:20");
      record = timer(record, schedule, "10:00:30", "11:00:20", [fired("10:00:20")]);
      expect(kinds(record)).toEqual([["on_time", "10:00:20"]]);
      record = timer(record, schedule, "11:02:10", "11:00:20", [fired("10:00:20")]);
      expect(kinds(record)).toEqual([["on_time", "10:00:20"]]);
      record = timer(record, schedule, "11:02:30", "11:00:20", [fired("10:00:20")]);
      record = timer(record, schedule, "11:30:00", "11:00:20", [fired("10:00:20")]);
      record = timer(record, schedule, "12:03:00", "11:00:20", [fired("10:00:20")]);
      expect(kinds(record)).toEqual([
        ["missed", "12:00:20"],
        ["missed", "11:00:20"],
        ["on_time", "10:00:20"],
      ]);
    },
  );

  it("a deploy that arms the timer anew before its time misses nothing; one after it does", () => {
    let record = timer(null, HOUR, "09:30:00", "10:00:00");
    record = timer(record, HOUR, "09:50:00", "10:49:00");
    record = timer(record, HOUR, "10:30:00", "10:49:00");
    expect(kinds(record)).toEqual([]);
    record = timer(record, HOUR, "10:55:00", "11:54:00");
    record = timer(record, HOUR, "11:10:00", "11:54:00");
    expect(kinds(record)).toEqual([["missed", "10:49:00"]]);
  });

  it("late is what comes after its time, and takes the place of what was called missed", () => {
    let record = timer(null, HOUR, "09:30:00", "10:00:00");
    record = timer(record, HOUR, "10:02:30", "10:00:00");
    expect(kinds(record)).toEqual([["missed", "10:00:00"]]);
    record = timer(record, HOUR, "10:04:00", "11:03:50", [fired("10:03:50")]);
    expect(kinds(record)).toEqual([["late", "10:03:50"]]);
  });

  it("two processes with a timer each run it double", () => {
    let record = timer(null, HOUR, "09:30:00", "10:00:00");
    record = timer(record, HOUR, "10:00:10", "10:20:00", [fired("10:00:00")]);
    record = timer(record, HOUR, "10:20:10", "11:20:00", [fired("10:20:00"), fired("10:00:00")]);
    record = timer(record, HOUR, "11:10:00", "11:20:00", [fired("11:00:00"), fired("10:20:00"), fired("10:00:00")]);
    expect(kinds(record)).toEqual([
      ["double", "11:00:00"],
      ["double", "10:20:00"],
      ["on_time", "10:00:00"],
    ]);
  });

  it("what fires more often than anybody looks is on time, and nothing of it is missed", () => {
    const often = { kind: "every" as const, text: "12s" };
    let record = timer(null, often, "10:00:00", "10:00:05");
    const all = Array.from({ length: 60 }, (_, turn) => at("10:00:05") + turn * 12_000);
    for (let now = at("10:00:30"); now < at("10:10:00"); now += 30_000) {
      const past = all.filter((time) => time <= now);
      const runs = past
        .slice(-10)
        .reverse()
        .map((atMs) => ({ ...fired("10:00:00"), atMs }));
      const next = new Date((past.at(-1) ?? 0) + 12_000).toISOString().slice(11, 19);
      record = timer(record, often, new Date(now).toISOString().slice(11, 19), next, runs);
    }
    expect(new Set(record.runs.map(({ kind }) => kind))).toEqual(new Set(["on_time"]));
  });

  it.each(["at", "in"] as const)("%s: once, on time or missed, never again", (kind) => {
    const schedule = { kind, text: kind === "at" ? "2026-06-01 10:00:00 UTC" : "30m" };
    const armed = timer(null, schedule, "09:30:00", "10:00:00");
    const served = timer(armed, schedule, "10:00:10", null, [fired("10:00:00")]);
    expect(kinds(timer(served, schedule, "12:00:00", null, [fired("10:00:00")]))).toEqual([["on_time", "10:00:00"]]);
    const left = timer(armed, schedule, "10:05:00", "10:00:00");
    expect(kinds(timer(left, schedule, "12:00:00", "10:00:00"))).toEqual([["missed", "10:00:00"]]);
    const paused = timer(armed, schedule, "10:05:00", "10:00:00", [], false);
    expect(kinds(paused)).toEqual([]);
  });
});
