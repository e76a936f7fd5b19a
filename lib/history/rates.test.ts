import { describe, expect, it } from "vitest";
import { emptyInSec, increase, perMinute, queueFlows } from "./rates";

const queue = (name: string, sizeBefore: number, size: number, listeners = 1, paused = false) => ({
  name,
  sizeBefore,
  size,
  listeners,
  paused,
});

describe("rates", () => {
  it("takes a counter that fell as reset, never as negative", () => {
    expect(increase(100, 130)).toBe(30);
    expect(increase(1_000, 12)).toBe(12);
    expect(perMinute(5, 10_000)).toBe(30);
    expect(perMinute(5, 0)).toBeNull();
  });

  it("is exact where one queue is read", () => {
    expect(queueFlows([queue("a", 100, 90)], 25).get("a")).toEqual({ outJobs: 25, inJobs: 15 });
  });

  it("never lets a queue that nobody reads, or a paused one, take part in the work", () => {
    const flows = queueFlows([queue("a", 0, 0), queue("dead", 5, 8, 0), queue("held", 5, 5, 2, true)], 10);
    expect(flows.get("a")).toEqual({ outJobs: 10, inJobs: 10 });
    expect(flows.get("dead")).toEqual({ outJobs: 0, inJobs: 3 });
    expect(flows.get("held")).toEqual({ outJobs: 0, inJobs: 0 });
  });

  it("counts all attempts once when they are at least what the queues lost", () => {
    const flows = queueFlows([queue("a", 50, 30), queue("b", 10, 40, 3), queue("c", 0, 0)], 60);
    const out = [...flows.values()].reduce((sum, flow) => sum + flow.outJobs, 0);
    expect(out).toBe(60);
    expect(flows.get("a")).toEqual({ outJobs: 30, inJobs: 10 });
    expect(flows.get("b")).toEqual({ outJobs: 30, inJobs: 60 });
  });

  it("foresees an empty queue only where it drains", () => {
    expect(emptyInSec(100, 20, 80)).toBe(100);
    expect(emptyInSec(100, 80, 80)).toBeNull();
    expect(emptyInSec(0, 0, 10)).toBeNull();
    expect(emptyInSec(10, null, 10)).toBeNull();
  });
});
