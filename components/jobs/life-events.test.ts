import { describe, expect, it } from "vitest";
import type { JobEntry } from "@/lib/domain/job.schema";
import { lifeEvents } from "./life-events";

const job: JobEntry = {
  ref: "r",
  place: { kind: "retry" },
  jid: "j1",
  activeJobId: null,
  class: "A",
  wrapper: "none",
  queue: "low",
  args: "",
  argsClipped: false,
  payloadBytes: 10,
  atMs: 9_000,
  createdAtMs: 1_000,
  enqueuedAtMs: 2_000,
  failedAtMs: 3_000,
  retriedAtMs: 6_000,
  attempts: 4,
  retryMax: true,
  error: null,
  tags: [],
  batchId: null,
  lock: null,
  activeJobRetry: false,
  encrypted: false,
  problem: null,
  willBeLost: false,
};
const act = { atMs: 4_000, action: "job.retry", actor: "ada", requested: 1, done: 1, related: null, operation: null };

describe("a life line", () => {
  it("has what the payload and the record know, in order, and the number of failures of which no time is kept", () => {
    expect(lifeEvents(job, [act]).map(({ kind }) => kind)).toEqual([
      "created",
      "enqueued",
      "failed",
      "between",
      "acted",
      "retried",
      "due",
    ]);
    expect(lifeEvents(job)[3]).toMatchObject({ kind: "between", count: 2 });
    const made = { ...act, action: "job.edit", related: { jid: "j0", relation: "from" as const }, operation: null };
    expect(lifeEvents(job, [made])[0]).toMatchObject({ kind: "acted", atMs: 1_000 });
    expect(lifeEvents({ ...job, attempts: 2 }).some(({ kind }) => kind === "between")).toBe(false);
  });
});
