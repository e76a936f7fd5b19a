import type { Snapshot, VerdictItem } from "./overview.schema";

/** What the verdict is made of: the snapshot before its verdict is known. */
export type VerdictInput = Pick<
  Snapshot,
  | "atMs"
  | "health"
  | "sizes"
  | "totals"
  | "perMin"
  | "before"
  | "queues"
  | "processes"
  | "warnings"
  | "store"
  | "foundElsewhere"
>;

/** When a number becomes worth a word. Seconds, jobs and shares. */
export const VERDICT = {
  behindWarnSec: 60,
  behindCriticalSec: 600,
  /** A queue grows when more arrive a minute than leave by this share; of its size where it is not known what leaves. */
  growingShare: 0.05,
  failingPerMin: 1,
  failingCriticalShare: 0.2,
  heartbeatOldSec: 30,
  /** How many queues are named one by one. */
  queuesNamed: 3,
} as const;

const RANK = { critical: 0, warn: 1, ok: 2 } as const;

/**
 * The state of a source in words, worst first. Params by code:
 * `source_down` {code, sinceMs, detail?} · `no_sidekiq_keys` {db, namespace, foundDb, foundNamespace} · `no_process` {enqueued} ·
 * `queue_unheard` {queue, size, latencySec} · `queue_behind` and `queue_behind_growing` {queue, size, latencySec} ·
 * `capacity_exhausted` {busy, concurrency, enqueued} · `failing` {perMin, percent} · `dead_growing` {count, minutes} ·
 * `process_stale` {count, hostname, ageSec} · `store_warning` {warning} · `idle` {} · `all_well` {processedPerMin}.
 */
export function verdict(input: VerdictInput): VerdictItem[] {
  if (input.health.state === "down") {
    const { code, params, sinceMs } = input.health;
    const detail = typeof params.detail === "string" ? { detail: params.detail } : {};
    return [item("source_down", "critical", { code, sinceMs, ...detail }, "about")];
  }
  const found = [
    ...emptyStore(input),
    ...listeners(input),
    ...latencies(input),
    ...capacity(input),
    ...failures(input),
    ...stale(input),
    ...input.warnings
      .filter((warning) => warning.code !== "no_sidekiq_keys")
      .map((warning) => item("store_warning", levelOf(warning.code), { warning: warning.code }, "about")),
  ];
  if (found.length === 0) return [calm(input)];
  return found.sort((a, b) => RANK[a.level] - RANK[b.level]);
}

function emptyStore(input: VerdictInput): VerdictItem[] {
  if (!input.warnings.some((warning) => warning.code === "no_sidekiq_keys")) return [];
  const elsewhere = input.foundElsewhere[0];
  return [
    item(
      "no_sidekiq_keys",
      "warn",
      {
        db: input.store?.db ?? null,
        namespace: input.store?.namespace ?? null,
        foundDb: elsewhere?.db ?? null,
        foundNamespace: elsewhere?.namespace ?? null,
      },
      "about",
    ),
  ];
}

function listeners(input: VerdictInput): VerdictItem[] {
  if (input.sizes.processes === 0) {
    return input.sizes.enqueued > 0 ? [item("no_process", "critical", { enqueued: input.sizes.enqueued }, "busy")] : [];
  }
  return worst(input.queues.filter((queue) => queue.size > 0 && !queue.paused && active(queue) === 0)).map((queue) =>
    item(
      "queue_unheard",
      "critical",
      { queue: queue.name, size: queue.size, latencySec: queue.latencySec },
      "queue",
      queue.name,
    ),
  );
}

function latencies(input: VerdictInput): VerdictItem[] {
  const behind = input.queues.filter(
    (queue) => !queue.paused && active(queue) > 0 && (queue.latencySec ?? 0) >= VERDICT.behindWarnSec,
  );
  return worst(behind).map((queue) => {
    const latencySec = queue.latencySec ?? 0;
    const growing =
      queue.netPerMin !== null && queue.netPerMin > (queue.outPerMin ?? queue.size) * VERDICT.growingShare;
    return item(
      growing ? "queue_behind_growing" : "queue_behind",
      latencySec >= VERDICT.behindCriticalSec ? "critical" : "warn",
      { queue: queue.name, size: queue.size, latencySec },
      "queue",
      queue.name,
    );
  });
}

function capacity(input: VerdictInput): VerdictItem[] {
  const { busy, concurrency, enqueued } = input.sizes;
  if (concurrency === 0 || busy < concurrency || enqueued < concurrency) return [];
  return [item("capacity_exhausted", "warn", { busy, concurrency, enqueued }, "busy")];
}

function failures(input: VerdictInput): VerdictItem[] {
  const items: VerdictItem[] = [];
  const { failed, processed } = input.perMin;
  if (failed !== null && processed !== null && failed >= VERDICT.failingPerMin) {
    const share = Math.min(1, failed / Math.max(processed, failed));
    const level = share >= VERDICT.failingCriticalShare ? "critical" : "warn";
    items.push(
      item("failing", level, { perMin: Math.round(failed * 10) / 10, percent: Math.round(share * 100) }, "retry"),
    );
  }
  if (input.before && input.sizes.dead !== null && input.sizes.dead > input.before.dead) {
    const minutes = Math.max(1, Math.round((input.atMs - input.before.atMs) / 60_000));
    items.push(item("dead_growing", "warn", { count: input.sizes.dead - input.before.dead, minutes }, "dead"));
  }
  return items;
}

function stale(input: VerdictInput): VerdictItem[] {
  const ages = input.processes
    .filter((process) => process.heartbeatAtMs !== null)
    .map((process) => ({ hostname: process.hostname, ageSec: (input.atMs - (process.heartbeatAtMs ?? 0)) / 1000 }))
    .filter((process) => process.ageSec >= VERDICT.heartbeatOldSec)
    .sort((a, b) => b.ageSec - a.ageSec);
  const oldest = ages[0];
  if (!oldest) return [];
  const params = { count: ages.length, hostname: oldest.hostname, ageSec: Math.round(oldest.ageSec) };
  return [item("process_stale", "warn", params, "busy")];
}

function calm(input: VerdictInput): VerdictItem {
  const quiet = input.sizes.busy === 0 && input.sizes.enqueued === 0;
  return quiet && (input.perMin.processed ?? 0) === 0
    ? item("idle", "ok", {}, null)
    : item("all_well", "ok", { processedPerMin: input.perMin.processed }, null);
}

function levelOf(warning: VerdictInput["warnings"][number]["code"]): VerdictItem["level"] {
  return warning === "evicts_keys" ||
    warning === "persistence_failing" ||
    warning === "memory_nearly_full" ||
    warning === "wrong_type"
    ? "critical"
    : "warn";
}

/** Listeners that still fetch: a quiet process takes no more jobs. */
function active(queue: VerdictInput["queues"][number]): number {
  return queue.listeners - queue.quietListeners;
}

function worst<Q extends { latencySec: number | null; size: number }>(queues: readonly Q[]): Q[] {
  return queues
    .toSorted((a, b) => (b.latencySec ?? 0) - (a.latencySec ?? 0) || b.size - a.size)
    .slice(0, VERDICT.queuesNamed);
}

function item(
  code: VerdictItem["code"],
  level: VerdictItem["level"],
  params: VerdictItem["params"],
  kind: NonNullable<VerdictItem["target"]>["kind"] | null,
  name: string | null = null,
): VerdictItem {
  return { code, level, params, target: kind === null ? null : { kind, name } };
}
