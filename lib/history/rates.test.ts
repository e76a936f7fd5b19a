import { describe, expect, it } from "vitest";
import { emptyInSec, increase, perMinute, queueFlows } from "./rates";

const queue = (name: string, sizeBefore: number, size: number, readers: "live" | "quiet" | "none" = "live") => ({
  name,
  sizeBefore,
  size,
  fetched: readers === "live",
  worked: readers !== "none",
});

describe("rates", () => {
  it("takes a counter that fell as reset, never as negative", () => {
    expect(increase(100, 130)).toBe(30);
    expect(increase(1_000, 12)).toBe(12);
    expect(perMinute(5, 10_000)).toBe(30);
    expect(perMinute(5, 0)).toBeNull();
  });

  it("is exact where one queue is read", () => {
    expect(queueFlows([queue("a", 100, 90)], 25, true).get("a")).toEqual({ outJobs: 25, inJobs: 15 });
  });

  it("knows of a queue that nobody fetches from what came in, unless jobs were taken out", () => {
    const flows = queueFlows([queue("a", 0, 0), queue("dead", 5, 8, "none"), queue("cut", 8, 5, "none")], 10, true);
    expect(flows.get("a")).toEqual({ outJobs: 10, inJobs: 10 });
    expect(flows.get("dead")).toEqual({ outJobs: 0, inJobs: 3 });
    expect(flows.get("cut")).toBeNull();
  });

  it("guesses nothing where the attempts may be of several queues", () => {
    const flows = queueFlows([queue("a", 50, 30), queue("b", 10, 40), queue("c", 0, 4, "none")], 60, true);
    expect([flows.get("a"), flows.get("b")]).toEqual([null, null]);
    expect(flows.get("c")).toEqual({ outJobs: 0, inJobs: 4 });
    const draining = queueFlows([queue("a", 5, 5), queue("b", 1, 2, "quiet")], 3, true);
    expect(draining.get("a")).toBeNull();
    expect(draining.get("b")).toEqual({ outJobs: 0, inJobs: 1 });
    expect(queueFlows([queue("a", 5, 5)], 3, false).get("a")).toBeNull();
  });

  it("guesses nothing where more left than was attempted", () => {
    expect(queueFlows([queue("a", 100, 0)], 10, true).get("a")).toBeNull();
  });

  it("foresees an empty queue only where it shrinks", () => {
    expect(emptyInSec(100, -60)).toBe(100);
    expect(emptyInSec(100, 0)).toBeNull();
    expect(emptyInSec(100, 5)).toBeNull();
    expect(emptyInSec(0, -10)).toBeNull();
    expect(emptyInSec(10, null)).toBeNull();
  });
});
