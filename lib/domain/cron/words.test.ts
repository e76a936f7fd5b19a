import { describe, expect, it } from "vitest";
import { parseCronish } from "./parse";
import { timeWords } from "./words";

describe("the words of a schedule", () => {
  it.each([
    ["30 5 * * *", ["05:30"]],
    ["5,40 9,17 * * *", ["09:05", "09:40", "17:05", "17:40"]],
    ["24 50 16 * * *", ["16:50:24"]],
    ["0,20 5 3 * * *", ["03:05:00", "03:05:20"]],
  ])("%s names its times", (text, times) => {
    const cron = parseCronish(text);
    expect(cron && timeWords(cron)).toEqual({ kind: "times", times });
  });

  it.each([
    ["0-10 9 * * *", "fields"],
    ["15 5-20 3 * * *", "fields"],
    ["15 * 3 * * *", "fields"],
    ["*/20 * * * * *", "seconds"],
    ["*/15 * * * *", "minutes"],
  ])("%s names no times", (text, kind) => {
    const cron = parseCronish(text);
    expect(cron && timeWords(cron).kind).toBe(kind);
  });
});
