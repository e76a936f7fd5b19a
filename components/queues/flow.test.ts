import { expect, it } from "vitest";
import type { QueueSummary } from "@/lib/domain/queue.schema";
import { flowOf } from "./flow";

const queue = (flows: Partial<QueueSummary>) =>
  ({ inPerMin: null, outPerMin: null, netPerMin: null, size: 9, ...flows }) as QueueSummary;

it("says what is exact, else the least that the size tells, else nothing", () => {
  expect(flowOf(queue({ inPerMin: 4, netPerMin: 9 }), "in")).toEqual({ perMin: 4, atLeast: false });
  expect(flowOf(queue({ outPerMin: 0, netPerMin: -9 }), "out")).toEqual({ perMin: 0, atLeast: false });
  const growing = queue({ netPerMin: 12 });
  expect([flowOf(growing, "in"), flowOf(growing, "out")]).toEqual([{ perMin: 12, atLeast: true }, null]);
  const shrinking = queue({ netPerMin: -7 });
  expect([flowOf(shrinking, "in"), flowOf(shrinking, "out")]).toEqual([null, { perMin: 7, atLeast: true }]);
  expect(flowOf(queue({ netPerMin: 0 }), "in")).toBeNull();
  expect(flowOf(queue({}), "out")).toBeNull();
  expect(flowOf(queue({ netPerMin: -40, size: 0 }), "out")).toBeNull();
});
