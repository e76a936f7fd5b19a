import { describe, expect, it } from "vitest";
import type { ProcessSummary } from "./process.schema";
import type { QueueSummary } from "./queue.schema";
import { type VerdictInput, verdict } from "./verdict";

const NOW = 1_700_000_000_000;

const queue = (name: string, over: Partial<QueueSummary> = {}): QueueSummary => ({
  name,
  size: 0,
  latencySec: 0,
  paused: false,
  listeners: 1,
  quietListeners: 0,
  registered: true,
  inPerMin: null,
  outPerMin: null,
  netPerMin: null,
  emptyInSec: null,
  problem: null,
  ...over,
});

const heartbeat = (hostname: string, ageSec: number): ProcessSummary => ({
  identity: `${hostname}:1:a`,
  hostname,
  pid: 1,
  tag: "",
  labels: [],
  queues: [],
  capsules: [],
  concurrency: 5,
  busy: 0,
  quiet: false,
  embedded: false,
  leader: false,
  version: null,
  startedAtMs: null,
  heartbeatAtMs: NOW - ageSec * 1000,
  rssBytes: null,
  roundTripMs: null,
  flags: [],
});

const input = (over: Partial<VerdictInput> = {}): VerdictInput => ({
  atMs: NOW,
  health: { state: "ok", code: null, params: {}, sinceMs: NOW, lastOkAtMs: NOW },
  sizes: { busy: 0, concurrency: 10, enqueued: 0, queues: 1, scheduled: 0, retry: 0, dead: 0, processes: 1 },
  totals: { processed: 100, failed: 0 },
  perMin: { processed: 60, failed: 0, enqueued: 60 },
  before: null,
  queues: [queue("default")],
  processes: [heartbeat("web-1", 3)],
  warnings: [],
  store: null,
  foundElsewhere: [],
  ...over,
});

const sizes = (over: Partial<VerdictInput["sizes"]>) => ({ ...input().sizes, ...over });

describe("verdict", () => {
  it("says that all is well, with the rate", () => {
    expect(verdict(input())).toEqual([
      { code: "all_well", level: "ok", params: { processedPerMin: 60 }, target: null },
    ]);
  });

  it("tells idle from well", () => {
    const perMin = { processed: 0, failed: 0, enqueued: 0 };
    expect(verdict(input({ perMin })).map((part) => part.code)).toEqual(["idle"]);
  });

  it("says nothing but that the source is down when it is", () => {
    const health = {
      state: "down" as const,
      code: "source_misconfigured",
      params: { detail: "not a URL", reply: null },
      sinceMs: NOW - 5000,
      lastOkAtMs: null,
    };
    const parts = verdict(input({ health, queues: [queue("a", { size: 5, listeners: 0 })] }));
    expect(parts).toEqual([
      {
        code: "source_down",
        level: "critical",
        params: { code: "source_misconfigured", sinceMs: NOW - 5000, detail: "not a URL" },
        target: { kind: "about", name: null },
      },
    ]);
  });

  it("names a queue that no live process reads, and ignores a paused one", () => {
    const queues = [
      queue("exports", { size: 3, listeners: 0, latencySec: 720 }),
      queue("mails", { size: 3, listeners: 2, quietListeners: 2, latencySec: 10 }),
      queue("paused", { size: 3, listeners: 0, paused: true }),
      queue("empty", { listeners: 0 }),
    ];
    const parts = verdict(input({ queues }));
    expect(parts.map((part) => [part.code, part.target?.name])).toEqual([
      ["queue_unheard", "exports"],
      ["queue_unheard", "mails"],
    ]);
  });

  it("has one part, not one per queue, when no process lives at all", () => {
    const queues = [queue("a", { size: 3, listeners: 0 }), queue("b", { size: 1, listeners: 0 })];
    const parts = verdict(input({ queues, processes: [], sizes: sizes({ processes: 0, enqueued: 4 }) }));
    expect(parts).toMatchObject([{ code: "no_process", params: { enqueued: 4 }, target: { kind: "busy" } }]);
  });

  it("sorts by level, and tells a growing queue from a slow one", () => {
    const queues = [
      queue("slow", { size: 9, latencySec: 90, netPerMin: 0 }),
      queue("flood", { size: 9, latencySec: 700, netPerMin: 45 }),
    ];
    expect(verdict(input({ queues })).map((part) => [part.code, part.level, part.target?.name])).toEqual([
      ["queue_behind_growing", "critical", "flood"],
      ["queue_behind", "warn", "slow"],
    ]);
  });

  it("counts failures as a share, and the dead against 15 minutes ago", () => {
    const before = {
      atMs: NOW - 900_000,
      busy: 0,
      enqueued: 0,
      worstLatencySec: 0,
      retry: 0,
      scheduled: 0,
      dead: 10,
      failedPerMin: 0,
    };
    const parts = verdict(
      input({ perMin: { processed: 60, failed: 15, enqueued: 0 }, before, sizes: sizes({ dead: 12 }) }),
    );
    expect(parts).toMatchObject([
      { code: "failing", level: "critical", params: { perMin: 15, percent: 25 } },
      { code: "dead_growing", params: { count: 2, minutes: 15 } },
    ]);
  });

  it("warns of full capacity only while more waits than it holds", () => {
    expect(verdict(input({ sizes: sizes({ busy: 10, enqueued: 9 }) }))[0]?.code).toBe("all_well");
    expect(verdict(input({ sizes: sizes({ busy: 10, enqueued: 10 }) }))[0]?.code).toBe("capacity_exhausted");
  });

  it("names the host with the oldest heartbeat", () => {
    const parts = verdict(input({ processes: [heartbeat("a", 31), heartbeat("b", 45), heartbeat("c", 1)] }));
    expect(parts).toMatchObject([{ code: "process_stale", params: { count: 2, hostname: "b", ageSec: 45 } }]);
  });

  it("passes a store's warnings on, and says where Sidekiq's keys were found instead", () => {
    const warnings = [
      { code: "no_sidekiq_keys" as const, params: {} },
      { code: "evicts_keys" as const, params: { policy: "allkeys-lru" } },
    ];
    const parts = verdict(input({ warnings, foundElsewhere: [{ db: 1, namespace: "shop" }] }));
    expect(parts).toMatchObject([
      { code: "store_warning", level: "critical", params: { warning: "evicts_keys" } },
      { code: "no_sidekiq_keys", params: { foundDb: 1, foundNamespace: "shop" } },
    ]);
  });
});
