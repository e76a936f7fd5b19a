import { expect, it } from "vitest";
import { slotLevel } from "./groups";

it("sorts running times into the legend's steps", () => {
  const now = 1_000_000_000;
  expect(slotLevel(now - 9_999, now)).toBe(0);
  expect(slotLevel(now - 10_000, now)).toBe(1);
  expect(slotLevel(now - 60_000, now)).toBe(2);
  expect(slotLevel(now - 600_000, now)).toBe(3);
  expect(slotLevel(null, now)).toBe(0);
});
