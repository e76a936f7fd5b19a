import { afterEach, describe, expect, it, vi } from "vitest";
import type { Snapshot } from "@/lib/domain/overview.schema";
import type { SourceHealth } from "@/lib/domain/source.schema";
import { AppError } from "@/lib/errors/app-error";
import { nothingRecent } from "@/lib/history/recent";
import type { StoreReading } from "@/lib/stores/port";
import { emptyReading } from "./make-snapshot";
import { createSnapshotFeed, type SnapshotFeed } from "./snapshot-feed";
import { cutSnapshot } from "./snapshot-scope";

const OK: SourceHealth = { state: "ok", code: null, params: {}, sinceMs: 0, lastOkAtMs: 0 };
const DOWN: SourceHealth = { ...OK, state: "down", code: "source_unreachable" };

const queue = (name: string, size: number, latencySec = 0): StoreReading["queues"][number] => ({
  name,
  size,
  latencySec,
  paused: false,
  listeners: 1,
  quietListeners: 0,
  registered: true,
  problem: null,
});

const feeds: SnapshotFeed[] = [];
afterEach(() => {
  vi.useRealTimers();
  for (const feed of feeds.splice(0)) feed.close();
});

function feedOf(over: { read?: () => Promise<StoreReading>; health?: () => SourceHealth } = {}) {
  const state = { reads: 0, errors: [] as unknown[] };
  const feed = createSnapshotFeed({
    source: "default",
    read: () => {
      state.reads += 1;
      return (
        over.read?.() ?? Promise.resolve({ ...emptyReading(Date.now()), queues: [queue("a", 3, 5), queue("b", 4)] })
      );
    },
    health: over.health ?? (() => OK),
    recent: async () => nothingRecent,
    runningOperations: async () => 2,
    onError: (error) => state.errors.push(error),
  });
  feeds.push(feed);
  return { feed, state };
}

describe("the shared snapshot", () => {
  it("is read once for all who ask, and again only after its second", async () => {
    vi.useFakeTimers();
    const { feed, state } = feedOf();
    const together = await Promise.all(Array.from({ length: 200 }, () => feed.current()));
    expect(new Set(together).size).toBe(1);
    expect(together[0]).toMatchObject({ seq: 1, runningOperations: 2, sizes: { enqueued: 7 } });
    expect(together[0]?.worstLatency).toEqual({ queue: "a", latencySec: 5 });
    await feed.current();
    expect(state.reads).toBe(1);
    await vi.advanceTimersByTimeAsync(1_001);
    expect((await feed.current()).seq).toBe(2);
  });

  it("costs one reading a second for any number of viewers, and none without", async () => {
    vi.useFakeTimers();
    const { feed, state } = feedOf();
    await vi.advanceTimersByTimeAsync(5_000);
    expect(state.reads).toBe(0);
    const seen: number[][] = Array.from({ length: 50 }, () => []);
    const leave = seen.map((list) => feed.subscribe((snapshot) => list.push(snapshot.seq)));
    await vi.advanceTimersByTimeAsync(5_050);
    const reads = state.reads;
    expect(reads).toBeGreaterThanOrEqual(5);
    expect(reads).toBeLessThanOrEqual(6);
    for (const list of seen) expect(list).toEqual(Array.from({ length: reads }, (_, index) => index + 1));
    for (const step of leave) step();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(state.reads - reads).toBeLessThanOrEqual(1);
    const late: number[] = [];
    feed.subscribe((snapshot) => late.push(snapshot.seq));
    await vi.advanceTimersByTimeAsync(100);
    expect(late).toHaveLength(1);
  });

  it("keeps the last numbers while the store is down, and says so", async () => {
    vi.useFakeTimers();
    let fail = false;
    const read = async () => {
      if (fail) throw new AppError("source_unreachable", { source: "default" });
      return { ...emptyReading(1_000), queues: [queue("a", 3)] };
    };
    const { feed, state } = feedOf({ read, health: () => (fail ? DOWN : OK) });
    await feed.current();
    fail = true;
    await vi.advanceTimersByTimeAsync(1_001);
    const stale = await feed.current();
    expect(stale).toMatchObject({ seq: 2, atMs: 1_000, health: { state: "down" }, sizes: { enqueued: 3 } });
    expect(stale.verdict.map((part) => part.code)).toEqual(["source_down"]);
    expect(state.errors).toEqual([]);
  });

  it("does not look fresh when a reading fails for a reason of our own", async () => {
    const { feed, state } = feedOf({ read: () => Promise.reject(new TypeError("bug")) });
    expect((await feed.current()).health).toMatchObject({ state: "degraded", code: "internal" });
    expect(state.errors).toHaveLength(1);
  });
});

describe("a cut snapshot", () => {
  it("names no queue, process or number beyond the scope", async () => {
    const base = await feedOf().feed.current();
    const process = {
      queues: ["a", "b"],
      capsules: [{ queues: [{ name: "a" }, { name: "b" }] }],
      busy: 3,
      concurrency: 5,
    };
    const whole = { ...base, processes: [process, { ...process, queues: ["b"], capsules: [] }] } as Snapshot;
    const cut = cutSnapshot(whole, ["a*"]);
    expect(cut.sizes).toMatchObject({ enqueued: 3, queues: 1, processes: 1, busy: 3, retry: null, dead: null });
    expect(cut.queues.map(({ name }) => name)).toEqual(["a"]);
    expect(JSON.stringify(cut.processes)).not.toContain('"b"');
    expect([cut.store, cut.before, cut.foundElsewhere]).toEqual([null, null, []]);
    expect(cutSnapshot(whole, null)).toBe(whole);
    expect(cutSnapshot(whole, []).queues).toEqual([]);
  });
});
