import { describe, expect, test } from "vitest";
import { identities, identityOf } from "@/lib/domain/identity";
import type { JobEntry } from "@/lib/domain/job.schema";
import { listChange } from "./list-change";

const entry = (id: string, atMs: number | null, rank = 0): JobEntry => ({
  ref: atMs === null ? `q~cQ~${id}~${rank}` : `s~dead~${atMs}~${id}~${rank}`,
  place: { kind: "dead" },
  jid: id,
  activeJobId: null,
  class: "A",
  wrapper: "none",
  queue: "default",
  args: "",
  argsClipped: false,
  payloadBytes: 1,
  atMs,
  createdAtMs: null,
  enqueuedAtMs: null,
  failedAtMs: null,
  retriedAtMs: null,
  attempts: null,
  retryMax: null,
  error: null,
  tags: [],
  batchId: null,
  lock: null,
  activeJobRetry: false,
  encrypted: false,
  problem: null,
  willBeLost: false,
});
const page = (jobs: JobEntry[], total: number, nextCursor: string | null = "more") => ({ jobs, total, nextCursor });

describe("identity", () => {
  test("is the ref without its hint", () => {
    expect(identityOf("s~dead~17.5~abc~12")).toBe(identityOf("s~dead~17.5~abc~900"));
    expect(identityOf("q~cQ~abc~1")).not.toBe(identityOf("q~cQ~abd~1"));
  });
  test("tells equal bytes in one list apart", () => {
    expect(new Set(identities([entry("a", null, 1), entry("a", null, 2)])).size).toBe(2);
  });
});

describe("listChange", () => {
  test("an unchanged page has no change, whatever its ranks are", () => {
    const change = listChange(page([entry("a", 9, 1)], 1), page([entry("a", 9, 7)], 1), "newest_first");
    expect(change).toEqual({ added: 0, gone: new Set() });
  });
  test("newer dead jobs push old ones off the page without making them gone", () => {
    const held = page([entry("c", 3), entry("b", 2), entry("a", 1)], 10);
    const fresh = page([entry("e", 5), entry("d", 4), entry("c", 3)], 12);
    expect(listChange(held, fresh, "newest_first")).toEqual({ added: 2, gone: new Set() });
  });
  test("a deleted entry is gone, the one that moved up is not new", () => {
    const held = page([entry("c", 3), entry("b", 2), entry("a", 1)], 4);
    const fresh = page([entry("c", 3), entry("a", 1), entry("z", 0)], 3, null);
    const change = listChange(held, fresh, "newest_first");
    expect(change.added).toBe(0);
    expect([...change.gone]).toEqual([identityOf(entry("b", 2).ref)]);
  });
  test("retries that came due are gone although none of the page is left", () => {
    const held = page([entry("a", 1), entry("b", 2)], 5);
    const fresh = page([entry("c", 3), entry("d", 4)], 3);
    expect(listChange(held, fresh, "soonest_first")).toEqual({
      added: 0,
      gone: new Set(held.jobs.map((job) => identityOf(job.ref))),
    });
  });
  test("a flood counts by the total, not by the page", () => {
    const held = page([entry("b", 2), entry("a", 1)], 100);
    const fresh = page([entry("z", 99), entry("y", 98)], 137);
    expect(listChange(held, fresh, "newest_first")).toEqual({ added: 37, gone: new Set() });
  });
  test("jobs fetched from the head of a queue are gone", () => {
    const held = page([entry("a", null), entry("b", null)], 4);
    const fresh = page([entry("b", null), entry("c", null)], 3);
    expect([...listChange(held, fresh, "next_first").gone]).toEqual([identityOf(entry("a", null).ref)]);
    expect(listChange(held, fresh, "next_first").added).toBe(0);
  });
  test("an emptied list leaves nothing", () => {
    expect(listChange(page([entry("a", 1)], 1, null), page([], 0, null), "newest_first").gone.size).toBe(1);
  });
});
