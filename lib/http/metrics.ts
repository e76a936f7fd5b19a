import "server-only";
import { Gauge, Registry } from "prom-client";
import type { Snapshot } from "@/lib/domain/overview.schema";

/** Queues that get series of their own, over all sources; the rest of a source is counted as `other`. */
const QUEUES_NAMED = 200;

const SOURCE_GAUGES = {
  up: ["1 when the store answers", (s: Snapshot) => (s.health.state === "down" ? 0 : 1)],
  jobs_enqueued: ["Jobs waiting in queues", (s: Snapshot) => s.sizes.enqueued],
  jobs_busy: ["Jobs running", (s: Snapshot) => s.sizes.busy],
  jobs_scheduled: ["Jobs in the scheduled set", (s: Snapshot) => s.sizes.scheduled],
  jobs_retry: ["Jobs in the retry set", (s: Snapshot) => s.sizes.retry],
  jobs_dead: ["Jobs in the dead set", (s: Snapshot) => s.sizes.dead],
  jobs_processed: [
    "Attempts since Sidekiq's counters were reset, failures included",
    (s: Snapshot) => s.totals.processed,
  ],
  jobs_failed: ["Failed attempts since Sidekiq's counters were reset", (s: Snapshot) => s.totals.failed],
  processes: ["Live worker processes", (s: Snapshot) => s.sizes.processes],
  concurrency: ["Threads of live processes", (s: Snapshot) => s.sizes.concurrency],
  worst_latency_seconds: ["Age of the oldest waiting job", (s: Snapshot) => s.worstLatency?.latencySec ?? 0],
  store_used_memory_bytes: ["Memory the store uses", (s: Snapshot) => s.store?.usedMemoryBytes ?? null],
  operations_running: ["Bulk operations that are not finished", (s: Snapshot) => s.runningOperations],
} as const;

const QUEUE_GAUGES = {
  queue_size: ["Jobs waiting in a queue", (queue: QueueNumbers) => queue.size],
  queue_latency_seconds: ["Age of the oldest waiting job of a queue", (queue: QueueNumbers) => queue.latencySec],
  queue_listeners: ["Live processes that read a queue", (queue: QueueNumbers) => queue.listeners],
} as const;

type QueueNumbers = Pick<Snapshot["queues"][number], "name" | "size" | "latencySec" | "listeners">;

/** Prometheus text of these snapshots. */
export async function metricsText(snapshots: readonly Snapshot[]): Promise<{ text: string; contentType: string }> {
  const registry = new Registry();
  const gauge = (name: string, help: string, labelNames: string[]) =>
    new Gauge({ name: `signalbox_${name}`, help, labelNames, registers: [registry] });
  const named = Math.floor(QUEUES_NAMED / Math.max(1, snapshots.length));

  for (const [name, [help, value]] of Object.entries(SOURCE_GAUGES)) {
    const made = gauge(name, help, ["source"]);
    for (const snapshot of snapshots) {
      const number = value(snapshot);
      if (number !== null) made.set({ source: snapshot.source }, number);
    }
  }
  for (const [name, [help, value]] of Object.entries(QUEUE_GAUGES)) {
    const made = gauge(name, help, ["source", "queue"]);
    for (const snapshot of snapshots) {
      for (const queue of foldQueues(snapshot, named)) {
        const number = value(queue);
        if (number !== null) made.set({ source: snapshot.source, queue: queue.name }, number);
      }
    }
  }
  return { text: await registry.metrics(), contentType: registry.contentType };
}

/** The largest queues by name, the rest as one: their jobs together, the worst latency among them. */
function foldQueues(snapshot: Snapshot, named: number): QueueNumbers[] {
  if (snapshot.queues.length <= named) return snapshot.queues;
  const bySize = snapshot.queues.toSorted((a, b) => b.size - a.size || (a.name < b.name ? -1 : 1));
  const rest = bySize.slice(named);
  const other: QueueNumbers = {
    name: "other",
    size: rest.reduce((sum, queue) => sum + queue.size, 0),
    latencySec: Math.max(0, ...rest.map((queue) => queue.latencySec ?? 0)),
    listeners: Math.max(0, ...rest.map((queue) => queue.listeners)),
  };
  return [...bySize.slice(0, named), other];
}
