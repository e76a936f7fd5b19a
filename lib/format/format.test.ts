import { describe, expect, it } from "vitest";
import { formatDuration, formatDurationShort, formatMillis } from "./durations";
import { formatBytes, formatChange, formatCompact, formatCount, formatRate } from "./numbers";
import { formatClock, formatExact, formatSpan } from "./times";

const plain = (text: string) => text.replaceAll("\u00a0", " ");

describe("durations", () => {
  it.each([
    [-5, "0 s"],
    [0, "0 s"],
    [0.42, "0.4 s"],
    [12, "12 s"],
    [192, "3 m 12 s"],
    [3600, "1 h"],
    [7500, "2 h 5 m"],
    [41 * 86_400 + 7200, "41 d 2 h"],
    [412 * 86_400 + 7200, "412 d"],
  ])("%d seconds are %s", (seconds, text) => {
    expect(plain(formatDuration(seconds))).toBe(text);
  });

  it.each([
    [-3, "0 ms"],
    [0.4, "0 ms"],
    [340.4, "340 ms"],
    [999.6, "1 s"],
    [1_250, "1.25 s"],
    [9_999, "10 s"],
    [12_440, "12.4 s"],
    [192_300, "3 m 12 s"],
  ])("%d milliseconds of run time are %s", (ms, text) => {
    expect(plain(formatMillis(ms))).toBe(text);
  });

  it("keeps one unit where width is dear", () => {
    expect(plain(formatDurationShort(192))).toBe("3 m");
  });
});

describe("numbers", () => {
  it("counts exactly, compactly and with a sign", () => {
    expect(formatCount(60_214, "en")).toBe("60,214");
    expect(formatCompact(9_999, "en")).toBe("9,999");
    expect(formatCompact(40_213, "en")).toBe("40.2K");
    expect(formatChange(-3, "en")).toBe("−3");
    expect(formatChange(0, "en")).toBe("±0");
  });

  it("gives a rate one decimal only below ten", () => {
    expect(formatRate(3.14, "en")).toBe("3.1");
    expect(formatRate(0, "en")).toBe("0");
    expect(formatRate(314.15, "en")).toBe("314");
  });

  it("writes bytes in binary units", () => {
    expect(plain(formatBytes(512, "en"))).toBe("512 B");
    expect(plain(formatBytes(5.5 * 1024 ** 3, "en"))).toBe("5.5 GiB");
  });
});

describe("times", () => {
  it("names the zone of an exact time", () => {
    expect(formatExact(Date.UTC(2026, 10, 22, 15, 9, 12), "en-GB", "utc")).toBe("22 Nov 2026, 15:09:12 UTC");
    expect(formatClock(Date.UTC(2026, 10, 22, 15, 9, 12), "en", "utc")).toBe("15:09");
  });

  it("says once what both ends of a span share", () => {
    const span = formatSpan(Date.UTC(2026, 10, 22, 15, 9, 12), Date.UTC(2026, 10, 22, 15, 11, 30), "en-GB", "utc");
    expect(span.replaceAll("\u2009", " ")).toBe("22 Nov 2026, 15:09:12 – 15:11:30");
  });

  it("survives a number that is no time", () => {
    expect(formatExact(1e20, "en", "utc")).toBe("100000000000000000000");
  });
});
