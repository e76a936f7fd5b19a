import { expect, it } from "vitest";
import { joinHealth, ofQueue } from "./all-health";
import type { HealthAnswer } from "./health";

const part = (
  source: string,
  queues: Record<string, number>,
  status: HealthAnswer["status"],
  reasons: string[] = [],
) => ({
  source,
  answer: { queue_sizes: queues, failed_jobs: 2, processing: 1, latencies: {}, status, reasons },
});

it("joins the sources, and leaves a single one as it is", () => {
  const main = part("main", { default: 3 }, "ok");
  const eu = part("eu", { default: 5 }, "critical", ["eu: queue default, queue behind", "2 jobs have failed"]);
  expect(joinHealth([main])).toEqual(main.answer);
  expect(joinHealth([main, eu])).toMatchObject({
    queue_sizes: { "main:default": 3, "eu:default": 5 },
    failed_jobs: 4,
    processing: 2,
    status: "critical",
    reasons: ["eu: queue default, queue behind", "eu: 2 jobs have failed"],
  });
});

it("asks about one queue only those that have it", () => {
  const parts = [part("main", { low: 1 }, "ok"), part("eu", {}, "critical")];
  expect(ofQueue(parts, "low").map(({ source }) => source)).toEqual(["main"]);
  expect(ofQueue(parts, "none")).toHaveLength(2);
  expect(ofQueue(parts, undefined)).toHaveLength(2);
});
