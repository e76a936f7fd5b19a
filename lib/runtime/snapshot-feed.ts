import "server-only";
import { limits } from "@/lib/config/limits";
import type { Snapshot } from "@/lib/domain/overview.schema";
import type { SourceHealth } from "@/lib/domain/source.schema";
import { isAppError } from "@/lib/errors/app-error";
import { nothingRecent, type Recent } from "@/lib/history/recent";
import type { StoreReading } from "@/lib/stores/port";
import { emptyReading, makeSnapshot } from "./make-snapshot";

export interface FeedDeps {
  readonly source: string;
  readonly read: (options: { complete: boolean }) => Promise<StoreReading>;
  readonly health: () => SourceHealth;
  readonly recent: (reading: StoreReading) => Promise<Recent>;
  readonly runningOperations: () => Promise<number>;
  /** Hears of what went wrong and was not the store's doing. */
  readonly onError: (error: unknown) => void;
}

export interface SnapshotFeed {
  /** At most `limits.snapshotEveryMs` old; all who ask at once wait for the same reading. Never throws. */
  current(): Promise<Snapshot>;
  /** A new one every `limits.snapshotEveryMs` for as long as anybody listens. */
  subscribe(listener: (snapshot: Snapshot) => void): () => void;
  /** A complete reading of now, for the sampler; a failure is thrown. */
  reading(): Promise<StoreReading>;
  /** Something was changed from here: the next snapshot reads everything. */
  touch(): void;
  close(): void;
}

/** The samples change every ten seconds; asking twice as often is soon enough. */
const RECENT_EVERY_MS = limits.sampleEveryMs / 2;

/** The one snapshot of a source, made only while somebody looks. While the store is down the last one stays. */
export function createSnapshotFeed(deps: FeedDeps): SnapshotFeed {
  const listeners = new Set<(snapshot: Snapshot) => void>();
  let seq = 0;
  let last: { snapshot: Snapshot; madeAt: number } | null = null;
  let making: Promise<Snapshot> | null = null;
  let kept: { reading: StoreReading; recent: Recent; runningOperations: number } | null = null;
  let recentAt = Number.NEGATIVE_INFINITY;
  let countedAt = Number.NEGATIVE_INFINITY;
  let touched = false;
  let timer: NodeJS.Timeout | undefined;

  async function make(): Promise<Snapshot> {
    const madeAt = performance.now();
    let failure: unknown = null;
    try {
      // What an operation moves shows everywhere at once.
      const complete = touched || (kept?.runningOperations ?? 0) > 0;
      touched = false;
      const [reading, runningOperations] = await Promise.all([deps.read({ complete }), operationsNow(complete)]);
      kept = { reading, runningOperations, recent: await recentOf(reading) };
    } catch (error) {
      failure = error;
      if (!isAppError(error)) deps.onError(error);
    }
    const parts = kept ?? { reading: emptyReading(Date.now()), recent: nothingRecent, runningOperations: 0 };
    const health = failure === null ? deps.health() : failedHealth(deps.health(), failure);
    const snapshot = makeSnapshot({ source: deps.source, seq: ++seq, health, ...parts });
    last = { snapshot, madeAt };
    return snapshot;
  }

  async function operationsNow(complete: boolean): Promise<number> {
    if (kept !== null && !complete && performance.now() - countedAt < limits.frameEveryMs)
      return kept.runningOperations;
    countedAt = performance.now();
    return deps.runningOperations();
  }

  async function recentOf(reading: StoreReading): Promise<Recent> {
    const known = kept?.recent ?? nothingRecent;
    if (performance.now() - recentAt < RECENT_EVERY_MS) return known;
    recentAt = performance.now();
    return deps.recent(reading).catch((error: unknown) => {
      if (!isAppError(error)) deps.onError(error);
      return known;
    });
  }

  function current(): Promise<Snapshot> {
    if (last && performance.now() - last.madeAt < limits.snapshotEveryMs) return Promise.resolve(last.snapshot);
    making ??= make().finally(() => {
      making = null;
    });
    return making;
  }

  function loop(): void {
    const startedAt = performance.now();
    void current().then((snapshot) => {
      for (const listener of listeners) listener(snapshot);
      if (listeners.size === 0) {
        timer = undefined;
        return;
      }
      // The age of a snapshot is measured in the same clock, so a tick never meets one a moment too young.
      const passed = performance.now() - startedAt;
      timer = setTimeout(loop, Math.max(50, limits.snapshotEveryMs + 1 - passed));
    });
  }

  return {
    current,
    reading: () => deps.read({ complete: true }),
    touch() {
      touched = true;
    },
    subscribe(listener) {
      listeners.add(listener);
      if (timer === undefined) timer = setTimeout(loop, 0);
      return () => {
        listeners.delete(listener);
      };
    },
    close() {
      listeners.clear();
      clearTimeout(timer);
    },
  };
}

/** A reading failed although the connection has nothing to report: the page must not look fresh. */
function failedHealth(health: SourceHealth, failure: unknown): SourceHealth {
  if (health.state !== "ok") return health;
  const code = isAppError(failure) ? failure.code : "internal";
  return { ...health, state: "degraded", code, params: isAppError(failure) ? { ...failure.params } : {} };
}
