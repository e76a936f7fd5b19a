import { describe, expect, test } from "vitest";
import type { JobActionResult } from "@/lib/domain/action.schema";
import { summarize } from "./outcomes";

const result = (outcomes: JobActionResult["outcomes"]): JobActionResult => ({
  requested: outcomes.length,
  done: outcomes.filter((each) => each.status === "done").length,
  gone: outcomes.filter((each) => each.status === "gone").length,
  refused: outcomes.filter((each) => each.status === "refused").length,
  unknown: outcomes.filter((each) => each.status === "unknown").length,
  outcomes,
  trashBatch: null,
  operation: null,
});

describe("summarize", () => {
  test("counts each refusal by its reason and names the queues, the fullest first", () => {
    const summary = summarize(
      result([
        { ref: "a", status: "done", reason: null, jid: "1", destination: "low" },
        { ref: "b", status: "done", reason: null, jid: "2", destination: "mailers" },
        { ref: "c", status: "done", reason: null, jid: "3", destination: "mailers" },
        { ref: "d", status: "refused", reason: "lock_held", jid: "4", destination: null },
        { ref: "e", status: "refused", reason: "malformed", jid: null, destination: null },
        { ref: "f", status: "gone", reason: null, jid: null, destination: null },
        { ref: "g", status: "refused", reason: "store_full", jid: "7", destination: null },
        { ref: "h", status: "refused", reason: "trash_full", jid: "8", destination: null },
      ]),
    );
    expect(summary.noRoom).toEqual(["h", "g"]);
    expect(summary).toMatchObject({ done: 3, gone: 1, destinations: ["mailers", "low"], jid: null, lockHeld: ["d"] });
    expect(summary.refused).toEqual([
      { reason: "lock_held", count: 1 },
      { reason: "malformed", count: 1 },
      { reason: "store_full", count: 1 },
      { reason: "trash_full", count: 1 },
    ]);
  });
  test("one job that was done can be followed", () => {
    const summary = summarize(
      result([
        { ref: "a", status: "done", reason: null, jid: "1", destination: "low" },
        { ref: "b", status: "gone", reason: null, jid: "2", destination: null },
      ]),
    );
    expect(summary.jid).toBe("1");
  });
});
