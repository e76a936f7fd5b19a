import { describe, expect, it } from "vitest";
import { histogramKey, marksKey, minuteKey, tenMinutesKey } from "./keys";
import { TimedCache } from "./timed-cache";

const early = Date.UTC(2026, 0, 2, 3, 4, 59);
const late = Date.UTC(2026, 10, 22, 14, 57);

describe("the keys of the metrics", () => {
  it("pad what each version pads and nothing else", () => {
    expect([minuteKey("seven", early), minuteKey("eight", early)]).toEqual(["j|20260102|3:4", "j|260102|3:04"]);
    expect([minuteKey("seven", late), minuteKey("eight", late)]).toEqual(["j|20261122|14:57", "j|261122|14:57"]);
    expect([tenMinutesKey(early), tenMinutesKey(late)]).toEqual(["j|260102|3:0", "j|261122|14:5"]);
    expect(histogramKey("seven", "HardJob", early)).toBe("HardJob-02-03:4");
    expect(histogramKey("eight", "HardJob", early)).toBe("h|HardJob-2-3:4");
    expect(marksKey(early)).toBe("20260102-marks");
  });
});

describe("what is settled", () => {
  it("is kept for its time, and the oldest leaves when there is too much", () => {
    const cache = new TimedCache<string, string>(10);
    cache.set("a", "1", 4, 60_000);
    cache.set("b", "2", 4, 60_000);
    cache.set("a", "3", 4, 60_000);
    expect([cache.get("a"), cache.get("b")]).toEqual(["3", "2"]);
    cache.set("c", "4", 4, 60_000);
    expect([cache.get("a"), cache.get("b"), cache.get("c")]).toEqual(["3", undefined, "4"]);
    cache.grew("c", 3);
    expect([cache.get("a"), cache.get("c")]).toEqual([undefined, "4"]);
    cache.set("huge", "5", 99, 60_000);
    expect([cache.get("a"), cache.get("huge")]).toEqual([undefined, undefined]);
    const short = new TimedCache<string, string>(10);
    short.set("a", "1", 1, 0);
    expect(short.get("a")).toBeUndefined();
  });
});
