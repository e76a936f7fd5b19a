import "server-only";
import type { Snapshot } from "@/lib/domain/overview.schema";
import type { QueueSummary } from "@/lib/domain/queue.schema";
import type { StoreReading } from "@/lib/stores/port";
import type { HistoryStore } from "./history-store";
import {
  FINE,
  QUEUE_BYTES,
  SOURCE_BYTES,
  type SourceField,
  takenAtMs,
  tickAt,
  unpackQueue,
  unpackSource,
} from "./layout";
import { increase, perMinute } from "./rates";

/** Rates are taken over this long: long enough to be steady, short enough to follow. */
const RATE_MS = 60_000;
/** What "before" means on the overview, and how far from it a sample may be. */
const BEFORE_MS = 15 * 60_000;
const BEFORE_SLACK_TICKS = 3;

/** What the sampler knows that one reading cannot say. */
export interface Recent {
  perMin: Snapshot["perMin"];
  before: Snapshot["before"];
  flows: ReadonlyMap<string, Pick<QueueSummary, "inPerMin" | "outPerMin" | "netPerMin">>;
}

export const nothingRecent: Recent = {
  perMin: { processed: null, failed: null, enqueued: null },
  before: null,
  flows: new Map(),
};

/** The sample of a moment is written within this. */
const WRITTEN_MS = 1_500;

/** As `readRecent`, again and again: the queues' samples only when there is another one. */
export function recentReader(store: HistoryStore): (reading: StoreReading) => Promise<Recent> {
  let known: { tick: number; flows: Recent["flows"] } | null = null;
  return async (reading) => {
    const tick = tickAt(FINE, reading.atMs - WRITTEN_MS);
    const recent = await readRecent(store, reading, known?.tick === tick ? known.flows : undefined);
    known = { tick, flows: recent.flows };
    return recent;
  };
}

/** Rates of the last minute up to `reading`, and the numbers of a quarter of an hour ago. */
export async function readRecent(store: HistoryStore, reading: StoreReading, flows?: Recent["flows"]): Promise<Recent> {
  const tick = tickAt(FINE, reading.atMs);
  const ticks = Math.round(BEFORE_MS / FINE.stepMs) + BEFORE_SLACK_TICKS + RATE_MS / FINE.stepMs;
  const first = tick - ticks;
  const [samples = []] = await store.read(FINE, [{ name: "source", width: SOURCE_BYTES }], first, tick);
  const at = (field: SourceField, index: number) => unpackSource(samples[index] ?? null, field);
  const minuteAgo = nearest(samples, samples.length - 1 - RATE_MS / FINE.stepMs, RATE_MS / FINE.stepMs - 1);
  const quarterAgo = nearest(samples, samples.length - 1 - BEFORE_MS / FINE.stepMs, BEFORE_SLACK_TICKS);

  return {
    perMin: minuteAgo === null ? nothingRecent.perMin : ratesSince(minuteAgo),
    before: quarterAgo === null ? null : numbersAt(quarterAgo),
    flows: flows ?? (await readFlows(store, reading, tick)),
  };

  function ratesSince(index: number): Snapshot["perMin"] {
    const sample = samples[index] ?? null;
    const elapsedMs = sample === null ? 0 : reading.atMs - takenAtMs(sample);
    const processed = increase(at("processed", index) ?? 0, reading.totals.processed);
    const failed = increase(at("failed", index) ?? 0, reading.totals.failed);
    const enqueued = reading.queues.reduce((sum, queue) => sum + queue.size, 0) - (at("enqueued", index) ?? 0);
    return {
      processed: perMinute(processed, elapsedMs),
      failed: perMinute(failed, elapsedMs),
      enqueued: perMinute(Math.max(0, processed + enqueued), elapsedMs),
    };
  }

  function numbersAt(index: number): Snapshot["before"] {
    const earlier = index - RATE_MS / FINE.stepMs;
    const [from, to] = [at("failed", earlier), at("failed", index)];
    return {
      atMs: (first + index) * FINE.stepMs,
      busy: at("busy", index) ?? 0,
      enqueued: at("enqueued", index) ?? 0,
      worstLatencySec: at("worst_latency", index) ?? 0,
      retry: at("retry", index) ?? 0,
      scheduled: at("scheduled", index) ?? 0,
      dead: at("dead", index) ?? 0,
      failedPerMin: from === null || to === null ? null : perMinute(increase(from, to), RATE_MS),
    };
  }
}

async function readFlows(store: HistoryStore, reading: StoreReading, tick: number): Promise<Recent["flows"]> {
  const rings = reading.queues.map((queue) => ({ name: `queue:${queue.name}`, width: QUEUE_BYTES }));
  const records = await store.read(FINE, rings, tick - RATE_MS / FINE.stepMs + 1, tick);
  return new Map(
    reading.queues.map((queue, index) => {
      const samples = records[index] ?? [];
      return [
        queue.name,
        {
          inPerMin: mean(samples.map((record) => unpackQueue(record, "in"))),
          outPerMin: mean(samples.map((record) => unpackQueue(record, "out"))),
          netPerMin: netPerMin(samples, queue.size),
        },
      ];
    }),
  );
}

/** How fast the size changed since the oldest of the samples, the last of which is of now. */
function netPerMin(samples: readonly (Buffer | null)[], size: number): number | null {
  const oldest = samples.findIndex((record) => record !== null);
  const before = unpackQueue(samples[oldest] ?? null, "size");
  return before === null ? null : perMinute(size - before, (samples.length - 1 - oldest) * FINE.stepMs);
}

function mean(values: readonly (number | null)[]): number | null {
  const known = values.filter((value) => value !== null);
  return known.length === 0 ? null : known.reduce((sum, value) => sum + value, 0) / known.length;
}

/** The index of the sample nearest to `wanted`, at most `slack` away; null when there is none. */
function nearest(samples: readonly (Buffer | null)[], wanted: number, slack: number): number | null {
  for (let away = 0; away <= slack; away++) {
    for (const index of [wanted - away, wanted + away]) if (samples[index]) return index;
  }
  return null;
}
