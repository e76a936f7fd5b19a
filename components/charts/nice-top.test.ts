import { expect, it } from "vitest";
import { niceTop } from "./nice-top";

const COUNTS = [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000];

it("ends at a ruled line that is not far above the data", () => {
  expect([0, 1, 9, 60, 240, 1_300, 2_100, 2_600].map((max) => niceTop(max, COUNTS))).toEqual([
    1, 2, 10, 80, 300, 1_500, 3_000, 3_000,
  ]);
});

it("has a scale for what no step reaches", () => {
  expect(niceTop(null, COUNTS)).toBe(1);
  expect(niceTop(90_000, COUNTS)).toBe(90_000);
});
