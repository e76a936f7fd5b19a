import "server-only";
import type { Snapshot, VerdictItem } from "@/lib/domain/overview.schema";
import { formatDurationShort } from "@/lib/format/durations";

/** Bounds a monitor asks about; null = none. `queue` narrows latency and size to one queue. */
export interface Thresholds {
  readonly queue: string | null;
  readonly maxLatencySec: number | null;
  readonly maxSize: number | null;
  readonly maxFailed: number | null;
}

export interface HealthAnswer {
  queue_sizes: Record<string, number>;
  failed_jobs: number;
  processing: number;
  latencies: Record<string, number | null>;
  status: "ok" | "warn" | "critical";
  reasons: string[];
}

/**
 * The first three fields are what a Rails `HealthController#jobs` answers by convention. With thresholds only
 * they (and a store that does not answer) decide; without any the verdict of the overview does.
 */
export function judgeHealth(snapshot: Snapshot, thresholds: Thresholds): HealthAnswer {
  const queues = snapshot.queues.filter((queue) => thresholds.queue === null || queue.name === thresholds.queue);
  const failed = (snapshot.sizes.retry ?? 0) + (snapshot.sizes.dead ?? 0);
  const critical = [...downReasons(snapshot), ...crossed(queues, failed, thresholds)];
  const asked = Object.values(thresholds).some((bound) => bound !== null);
  const verdicts = asked ? [] : snapshot.verdict.filter((part) => part.level !== "ok" && part.code !== "source_down");
  const worst = verdicts.some((part) => part.level === "critical") ? "critical" : "warn";
  return {
    queue_sizes: Object.fromEntries(queues.map((queue) => [queue.name, queue.size])),
    failed_jobs: failed,
    processing: snapshot.sizes.busy,
    latencies: Object.fromEntries(queues.map((queue) => [queue.name, queue.latencySec])),
    status: critical.length > 0 ? "critical" : verdicts.length > 0 ? worst : "ok",
    reasons: [...critical, ...verdicts.map((part) => sentence(snapshot.source, part))],
  };
}

/** A part of the verdict as a monitor prints it, for example `default: queue low is 6 min behind and growing`. */
function sentence(source: string, { code, params, target }: VerdictItem): string {
  const queue = target?.kind === "queue" && target.name !== null ? `queue ${target.name}` : "a queue";
  const behind = `${queue} is ${age(params.latencySec)} behind`;
  const words: Record<VerdictItem["code"], string> = {
    all_well: "all well",
    idle: "idle",
    source_down: "does not answer",
    no_sidekiq_keys: `no Sidekiq keys in DB ${params.db ?? "?"}`,
    no_process: `no live process, ${params.enqueued ?? 0} jobs wait`,
    queue_unheard: `no live process reads ${queue}, ${params.size ?? 0} jobs wait, the oldest ${age(params.latencySec)}`,
    queue_behind: behind,
    queue_behind_growing: `${behind} and growing`,
    capacity_exhausted: `all ${params.concurrency ?? ""} threads are busy, ${params.enqueued ?? 0} jobs wait`,
    failing: `${params.percent ?? 0}% of attempts fail, ${params.perMin ?? 0} a minute`,
    dead_growing: `${params.count ?? 0} more jobs died in ${params.minutes ?? 0} min`,
    process_stale: `the last heartbeat of ${params.hostname ?? "a process"} is ${age(params.ageSec)} old`,
    store_warning: String(params.warning ?? "warning of the store").replaceAll("_", " "),
  };
  return `${source}: ${words[code]}`;
}

const age = (seconds: unknown) => (typeof seconds === "number" ? formatDurationShort(seconds) : "some time");

function downReasons({ source, health }: Snapshot): string[] {
  return health.state === "down" ? [`${source} does not answer (${health.code ?? "unknown"})`] : [];
}

function crossed(queues: Snapshot["queues"], failed: number, thresholds: Thresholds): string[] {
  const { queue: name, maxLatencySec, maxSize, maxFailed } = thresholds;
  const reasons: string[] = [];
  if (name !== null && queues.length === 0) reasons.push(`there is no queue ${name}`);
  for (const queue of queues) {
    const latencySec = queue.latencySec ?? 0;
    if (maxLatencySec !== null && latencySec > maxLatencySec) {
      reasons.push(`queue ${queue.name} is ${Math.round(latencySec)} s behind, more than ${maxLatencySec} s`);
    }
    if (maxSize !== null && queue.size > maxSize) {
      reasons.push(`queue ${queue.name} holds ${queue.size} jobs, more than ${maxSize}`);
    }
  }
  if (maxFailed !== null && failed > maxFailed) {
    reasons.push(`${failed} jobs have failed, more than ${maxFailed}`);
  }
  return reasons;
}
