import "server-only";
import { limits } from "@/lib/config/limits";
import type { StoreReading } from "@/lib/stores/port";
import type { HistoryStore } from "./history-store";
import { FINE, tickAt } from "./layout";
import { sampleRows } from "./sample";

export interface SamplerOptions {
  /** Names this process among the replicas. */
  readonly replica: string;
  readonly store: HistoryStore;
  readonly read: () => Promise<StoreReading>;
  readonly onError: (error: unknown) => void;
}

export interface Sampler {
  /** One sample now, when this replica leads; `false` when another does. */
  sample(): Promise<boolean>;
  start(): void;
  stop(): Promise<void>;
}

/** Records one source every `limits.sampleEveryMs`. Of all replicas exactly one does, by lease. */
export function createSampler({ replica, store, read, onError }: SamplerOptions): Sampler {
  let timer: NodeJS.Timeout | undefined;
  let running: Promise<unknown> = Promise.resolve();
  let stopped = false;
  let before: StoreReading | null = null;

  const sample = async () => {
    if (!(await store.lead(replica))) {
      before = null;
      return false;
    }
    const reading = await read();
    const tick = tickAt(FINE, reading.atMs);
    const recent = before !== null && tick - tickAt(FINE, before.atMs) <= 3 ? before : null;
    await store.append(FINE, tick, sampleRows(tick, reading, recent));
    before = reading;
    return true;
  };

  const loop = () => {
    if (stopped) return;
    running = sample().catch(onError);
    timer = setTimeout(() => void running.then(loop), limits.sampleEveryMs - (Date.now() % limits.sampleEveryMs));
    timer.unref();
  };

  return {
    sample,
    start: loop,
    async stop() {
      stopped = true;
      clearTimeout(timer);
      await running;
      await store.resign(replica).catch(() => {});
    },
  };
}
