import "server-only";
import { scopeOf } from "@/lib/auth/principal";
import type { Snapshot } from "@/lib/domain/overview.schema";
import { AppError } from "@/lib/errors/app-error";
import type { Api, ApiContext } from "../context";
import { endpoint } from "../endpoint";
import { metricsText } from "../metrics";
import type { ApiServices } from "../services";

const PRODUCTS = { redis: "Redis", valkey: "Valkey", dragonfly: "Dragonfly", unknown: "Redis" } as const;
const DAY_SEC = 86_400;

/** What monitors ask for by custom: Sidekiq Web's `/stats` and `/stats/queues`, and Prometheus' `/metrics`. */
export function registerStats(app: Api, services: ApiServices): void {
  endpoint(app, {
    method: "get",
    path: "/stats",
    summary: "The JSON of Sidekiq Web's `/stats`, of the first source",
    permission: "metrics.read",
    response: "LegacyStats",
    handler: async (_input, c) => c.json(legacyStats(await firstSnapshot(services, c), new Date())),
  });

  endpoint(app, {
    method: "get",
    path: "/stats/queues",
    summary: "The JSON of Sidekiq Web's `/stats/queues`, of the first source: sizes by queue",
    permission: "metrics.read",
    response: "LegacyStats",
    handler: async (_input, c) => c.json(queueSizes(await firstSnapshot(services, c))),
  });

  endpoint(app, {
    method: "get",
    path: "/metrics",
    summary: "Prometheus text of every source the caller sees, at most 2,000 series",
    permission: "metrics.read",
    response: "binary",
    async handler(_input, c) {
      const principal = c.get("principal");
      const ids = services.registry.ids().filter((id) => scopeOf(principal, id) !== "none");
      const current = await Promise.all(ids.map((id) => services.snapshots.current(id, principal)));
      const { text, contentType } = await metricsText(current);
      return c.body(text, 200, { "Content-Type": contentType });
    },
  });
}

/** Old links name no source; they mean the first one the caller sees. @throws AppError `source_unknown` */
async function firstSnapshot({ registry, snapshots }: ApiServices, c: ApiContext): Promise<Snapshot> {
  const principal = c.get("principal");
  const id = registry.ids().find((candidate) => scopeOf(principal, candidate) !== "none");
  if (id === undefined) throw new AppError("source_unknown", {});
  const snapshot = await snapshots.current(id, principal);
  if (snapshot.health.state === "down") throw new AppError("source_unreachable", { source: id });
  return snapshot;
}

/** Fields, order and types as Sidekiq 8.1 has them (`lib/sidekiq/web/application.rb`). */
export function legacyStats(snapshot: Snapshot, now: Date): Record<string, unknown> {
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
export function queueSizes(snapshot: Snapshot): Record<string, number> {
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
