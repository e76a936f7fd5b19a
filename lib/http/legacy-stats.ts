import "server-only";
import type { Snapshot } from "@/lib/domain/overview.schema";

const PRODUCTS = { redis: "Redis", valkey: "Valkey", dragonfly: "Dragonfly", unknown: "Redis" } as const;
const DAY_SEC = 86_400;

/** Sidekiq Web's `/stats` as bytes, made once a snapshot; null of a store that does not answer. */
export const statsBody = oncePerSnapshot((snapshot) => legacyStats(snapshot, new Date()));

/** Sidekiq Web's `/stats/queues` as bytes, made once a snapshot; null of a store that does not answer. */
export const queueSizesBody = oncePerSnapshot(queueSizes);

function oncePerSnapshot(make: (snapshot: Snapshot) => unknown): (snapshot: Snapshot) => Buffer | null {
  const made = new WeakMap<Snapshot, Buffer>();
  return (snapshot) => {
    if (snapshot.health.state === "down") return null;
    const body = made.get(snapshot) ?? Buffer.from(JSON.stringify(make(snapshot)));
    made.set(snapshot, body);
    return body;
  };
}

/** Fields, order and types as Sidekiq 8.1 has them (`lib/sidekiq/web/application.rb`). */
function legacyStats(snapshot: Snapshot, now: Date): Record<string, unknown> {
  const { sizes, totals, store } = snapshot;
  const listed = snapshot.queues.filter((queue) => queue.registered);
  return {
    sidekiq: {
      processed: totals.processed,
      failed: totals.failed,
      busy: sizes.busy,
      processes: sizes.processes,
      enqueued: listed.reduce((sum, queue) => sum + queue.size, 0),
      scheduled: sizes.scheduled ?? 0,
      retries: sizes.retry ?? 0,
      dead: sizes.dead ?? 0,
      default_latency: snapshot.queues.find((queue) => queue.name === "default")?.latencySec ?? 0,
    },
    redis: {
      redis_version: store?.version ?? null,
      uptime_in_days: text(store?.uptimeSec, (seconds) => String(Math.floor(seconds / DAY_SEC))),
      connected_clients: text(store?.clients, String),
      used_memory_human: text(store?.usedMemoryBytes, humanBytes),
      used_memory_peak_human: text(store?.peakMemoryBytes, humanBytes),
      store_name: PRODUCTS[store?.product ?? "unknown"],
      store_version: store?.version ?? null,
    },
    server_utc_time: `${now.toISOString().slice(11, 19)} UTC`,
  };
}

/** Largest first, as Sidekiq sorts them. */
function queueSizes(snapshot: Snapshot): Record<string, number> {
  const listed = snapshot.queues.filter((queue) => queue.registered).toSorted((a, b) => b.size - a.size);
  return Object.fromEntries(listed.map((queue) => [queue.name, queue.size]));
}

/** Redis' own `bytesToHuman`. */
function humanBytes(bytes: number): string {
  const units = ["B", "K", "M", "G", "T"];
  const power = Math.min(units.length - 1, Math.floor(Math.log2(Math.max(1, bytes)) / 10));
  return power === 0 ? `${bytes}B` : `${(bytes / 1024 ** power).toFixed(2)}${units[power]}`;
}

function text(value: number | null | undefined, write: (value: number) => string): string | null {
  return value === null || value === undefined ? null : write(value);
}
