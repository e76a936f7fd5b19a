import { describe, expect, it } from "vitest";
import type { CronRun } from "@/lib/domain/cron.schema";
import type { CronWatchRecord } from "@/lib/domain/cron-watch.schema";
import { judge } from "./cron-judge";

const at = (clock: string) => Date.parse(`2026-06-01T${clock}Z`);
const ran = (clock: string, jid: string): CronRun => ({
  atMs: at(clock),
  slotMs: null,
  jid,
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
