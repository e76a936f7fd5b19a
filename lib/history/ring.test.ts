import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { openRedisLink } from "@/lib/redis/open";
import { ownKeys } from "@/lib/state/keys";
import { startRedis, type TestRedis } from "@/lib/testing/redis-server";
import type { HistoryStore } from "./history-store";
import { FINE, packQueue, packSource, QUEUE_BYTES, SOURCE_BYTES, unpackQueue, unpackSource } from "./layout";
import { memoryHistory } from "./memory-history";
import { redisHistory } from "./redis-history";
import { stretches } from "./ring";

const TICK = 170_000_000;
const sizes = (records: readonly (Buffer | null)[]) => records.map((record) => unpackQueue(record, "size"));
const sample = (size: number) => ({ size, latency: 1.5, in: Number.NaN, out: 2 });

describe("layout", () => {
  it("keeps a queue within 200 kB for all three tiers", () => {
    const slots = FINE.slots + (2 * 86_400) / 60 + (30 * 86_400) / 600;
    expect(slots * QUEUE_BYTES).toBeLessThanOrEqual(200_000);
  });

  it("gives back what was packed, counters to the last digit, NaN as not known", () => {
    const fields = { enqueued: 5, busy: 1, concurrency: 2, retry: 3, scheduled: 4, dead: 6, worst_latency: 0.25 };
    const record = packSource(TICK * FINE.stepMs, {
      ...fields,
      processed: 9_007_199_254_740_991,
      failed: 7,
      memory: Number.NaN,
    });
    expect(unpackSource(record, "processed")).toBe(9_007_199_254_740_991);
    expect(unpackSource(record, "memory")).toBeNull();
    const queue = packQueue(TICK, sample(3));
    expect([unpackQueue(queue, "size"), unpackQueue(queue, "latency"), unpackQueue(queue, "in")]).toEqual([
      3,
      1.5,
      null,
    ]);
  });

  it("reads a range that wraps round the end of the ring in two stretches", () => {
    const end = FINE.slots * 10;
    expect(stretches(FINE, 20, end - 2, end + 1)).toEqual([
      { firstTick: end - 2, offset: (FINE.slots - 2) * 20, length: 40 },
      { firstTick: end, offset: 0, length: 40 },
    ]);
  });
});

describe.each(["redis", "memory"] as const)("rings in %s", (kind) => {
  let redis: TestRedis;
  let store: HistoryStore;
  const ring = { name: "queue:ä/b", width: QUEUE_BYTES };
  const write = (tick: number, size: number) =>
    store.append(FINE, tick, [{ series: ring.name, record: packQueue(tick, sample(size)) }]);

  beforeAll(async () => {
    redis = await startRedis();
    const link = openRedisLink({ url: redis.url });
    store = kind === "redis" ? redisHistory(link, ownKeys(null, "default")) : memoryHistory();
  });
  afterAll(() => redis.stop());

  it("keeps a gap a gap, and never gives an old round for a new one", async () => {
    await write(TICK, 1);
    await write(TICK + 2, 3);
    await write(TICK + FINE.slots + 2, 9);
    const [records = []] = await store.read(FINE, [ring], TICK, TICK + 2);
    expect(sizes(records)).toEqual([1, null, null]);
    const [later = []] = await store.read(FINE, [ring], TICK + FINE.slots, TICK + FINE.slots + 2);
    expect(sizes(later)).toEqual([null, null, 9]);
  });

  it("answers gaps for a series that was never written, and for what is older than the ring", async () => {
    const unknown = { name: "source", width: SOURCE_BYTES };
    const [none = [], old = []] = await store.read(FINE, [unknown, ring], TICK + 2 - FINE.slots, TICK + 2);
    expect(none.every((record) => record === null)).toBe(true);
    expect(old).toHaveLength(FINE.slots + 1);
  });

  it("says what it takes", async () => {
    expect(await store.bytes()).toBeGreaterThan(0);
    expect(await store.bytes()).toBeLessThanOrEqual(FINE.slots * QUEUE_BYTES);
  });
});
