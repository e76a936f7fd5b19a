import { expect, it } from "vitest";
import { linePath } from "./line-path";

const box = { width: 10, height: 10, top: 4 };

it("starts at zero, ends at the right edge and breaks at a gap", () => {
  expect(linePath([0, 4], box)).toBe("M0.0 10.0L10.0 0.0");
  expect(linePath([1, null, 2], box)).toBe("M0.0 7.5M10.0 5.0");
  expect(linePath([], box)).toBe("");
});
