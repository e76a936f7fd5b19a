import { describe, expect, it } from "vitest";
import { limits } from "@/lib/config/limits";
import { Pace } from "./pace";

describe("the pace of a caller", () => {
  it("turns away nine tenths of what asks each millisecond, and nobody else", () => {
    let nowMs = 0;
    const pace = new Pace(() => nowMs);
    let passed = 0;
    for (; nowMs < 10_000; nowMs += 1) passed += pace.take("loop") ? 1 : 0;
    expect(passed).toBe(limits.requestsBurst + limits.requestsPerSec * 10 - 1);
    expect(pace.take("ada")).toBe(true);
    nowMs += 100;
    expect(pace.take("loop")).toBe(true);
  });
});
