import { describe, expect, it } from "vitest";
import { BOUNDS_MS, HISTOGRAM_BUCKETS, quantileOf } from "./run-times";

const counts = (entries: Record<number, number>) =>
  Array.from({ length: HISTOGRAM_BUCKETS }, (_, index) => entries[index] ?? 0);

describe("a quantile of the histogram", () => {
  it("is nothing where nothing was counted", () => {
    expect(quantileOf(counts({}), 0.5)).toBeNull();
    expect(quantileOf([], 0.5)).toBeNull();
  });

  it("lies between the bounds of its bucket, evenly spread inside", () => {
    expect(quantileOf(counts({ 0: 10 }), 0.5)).toEqual({ ms: 10, lowMs: 0, highMs: 20 });
    expect(quantileOf(counts({ 1: 14, 2: 2, 3: 1, 4: 2 }), 0.5)).toEqual({ ms: 27, lowMs: 20, highMs: 30 });
    expect(quantileOf(counts({ 0: 95, 10: 5 }), 0.95)).toEqual({ ms: 20, lowMs: 0, highMs: 20 });
    expect(quantileOf(counts({ 0: 94, 10: 6 }), 0.95)).toMatchObject({ lowMs: 750, highMs: 1100 });
  });

  it("above the last bound is only known to be above it", () => {
    expect(quantileOf(counts({ 25: 3 }), 0.99)).toEqual({ ms: 335_000, lowMs: 335_000, highMs: null });
  });

  it("never falls as the share grows", () => {
    let seed = 7;
    const next = () => {
      seed = (seed * 48_271) % 2_147_483_647;
      return seed;
    };
    for (let round = 0; round < 200; round += 1) {
      const some = Array.from({ length: HISTOGRAM_BUCKETS }, () => (next() % 3 === 0 ? next() % 1_000 : 0));
      const values = [0.01, 0.5, 0.9, 0.95, 0.99, 1].map((q) => quantileOf(some, q));
      for (const [index, value] of values.entries()) {
        if (value === null) continue;
        expect(value.ms).toBeGreaterThanOrEqual(values[index - 1]?.ms ?? 0);
        expect(value.ms).toBeGreaterThanOrEqual(value.lowMs);
        if (value.highMs !== null) expect(value.ms).toBeLessThanOrEqual(value.highMs);
      }
    }
    expect(BOUNDS_MS.at(-1)).toBe(335_000);
  });
});
