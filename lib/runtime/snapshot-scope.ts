import "server-only";
import type { Snapshot } from "@/lib/domain/overview.schema";
import { queueVisible } from "@/lib/domain/queue-glob";

/** A snapshot for somebody who sees only some queues: those, their readers, and no number that counts more. */
export function cutSnapshot(snapshot: Snapshot, globs: readonly string[] | null): Snapshot {
  if (globs === null) return snapshot;
  const visible = (name: string | null) => queueVisible(name, globs);
  const queues = snapshot.queues.filter((queue) => visible(queue.name));
  const processes = snapshot.processes
    .filter((process) => process.queues.some(visible))
    .map((process) => ({
      ...process,
      queues: process.queues.filter(visible),
      capsules: process.capsules.map((capsule) => ({
        ...capsule,
        queues: capsule.queues.filter((queue) => visible(queue.name)),
      })),
    }));
  return {
    ...snapshot,
    sizes: {
      busy: processes.reduce((sum, process) => sum + process.busy, 0),
      concurrency: processes.reduce((sum, process) => sum + (process.concurrency ?? 0), 0),
      enqueued: queues.reduce((sum, queue) => sum + queue.size, 0),
      queues: queues.length,
      scheduled: null,
      retry: null,
      dead: null,
      processes: processes.length,
    },
    totals: { processed: 0, failed: 0 },
    perMin: { processed: null, failed: null, enqueued: null },
    worstLatency: worstLatency(queues),
    before: null,
    queues,
    processes,
    verdict: snapshot.verdict.filter(
      ({ target }) => target === null || (target.kind === "queue" && visible(target.name)),
    ),
    store: null,
    foundElsewhere: [],
    runningOperations: 0,
  };
}

export function worstLatency(queues: Snapshot["queues"]): Snapshot["worstLatency"] {
  let worst: Snapshot["worstLatency"] = null;
  for (const { name, latencySec } of queues) {
    if (latencySec !== null && latencySec > (worst?.latencySec ?? 0)) worst = { queue: name, latencySec };
  }
  return worst;
}
