import "server-only";
import type { Snapshot } from "@/lib/domain/overview.schema";
import type { SourceHealth } from "@/lib/domain/source.schema";
import { verdict } from "@/lib/domain/verdict";
import { emptyInSec } from "@/lib/history/rates";
import type { Recent } from "@/lib/history/recent";
import type { StoreReading } from "@/lib/stores/port";
import { worstLatency } from "./snapshot-scope";

export interface SnapshotParts {
  readonly source: string;
  readonly seq: number;
  readonly health: SourceHealth;
  readonly reading: StoreReading;
  readonly recent: Recent;
  readonly runningOperations: number;
}

/** Everything the overview shows, of one reading. */
export function makeSnapshot({ source, seq, health, reading, recent, runningOperations }: SnapshotParts): Snapshot {
  const queues = reading.queues.map((queue) => {
    const { inPerMin = null, outPerMin = null, netPerMin = null } = recent.flows.get(queue.name) ?? {};
    return { ...queue, inPerMin, outPerMin, netPerMin, emptyInSec: emptyInSec(queue.size, netPerMin) };
  });
  const parts: Omit<Snapshot, "verdict"> = {
    source,
    atMs: reading.atMs,
    seq,
    health,
    sizes: {
      busy: reading.processes.reduce((sum, process) => sum + process.busy, 0),
      concurrency: reading.processes.reduce((sum, process) => sum + (process.concurrency ?? 0), 0),
      enqueued: reading.queues.reduce((sum, queue) => sum + queue.size, 0),
      queues: reading.queueTotal,
      ...reading.sizes,
      processes: reading.processTotal,
    },
    totals: reading.totals,
    perMin: recent.perMin,
    worstLatency: worstLatency(queues),
    before: recent.before,
    queues,
    processes: reading.processes,
    warnings: reading.warnings,
    store: reading.info,
    foundElsewhere: reading.foundElsewhere,
    pausing: reading.pausing,
    runningOperations,
  };
  return { ...parts, verdict: verdict(parts) };
}

/** What is shown of a source that has never answered. */
export function emptyReading(atMs: number): StoreReading {
  return {
    atMs,
    sizes: { scheduled: 0, retry: 0, dead: 0 },
    totals: { processed: 0, failed: 0 },
    queues: [],
    queueTotal: 0,
    processes: [],
    processTotal: 0,
    pausing: "not_honoured",
    info: null,
    warnings: [],
    foundElsewhere: [],
  };
}
