import "server-only";
import type { Series } from "@/lib/domain/overview.schema";
import { decodeName } from "@/lib/domain/paths";
import { AppError } from "@/lib/errors/app-error";
import type { SeriesName } from "./history-store";
import {
  QUEUE_BYTES,
  QUEUE_FIELDS,
  type QueueField,
  SOURCE_BYTES,
  type SourceField,
  takenAtMs,
  unpackQueue,
  unpackSource,
} from "./layout";
import { increase, perMinute } from "./rates";

/** One series a chart can ask for: which ring it lies in and how its values come out of the records. */
export interface SeriesPlan {
  readonly name: string;
  readonly unit: Series["unit"];
  readonly ring: { name: SeriesName; width: number };
  /** @param records one tick more than asked for at the front, for differences. */
  readonly values: (records: readonly (Buffer | null)[]) => (number | null)[];
}

const UNITS: Readonly<Partial<Record<SourceField | QueueField, Series["unit"]>>> = {
  memory: "bytes",
  worst_latency: "seconds",
  latency: "seconds",
  in: "jobs_per_min",
  out: "jobs_per_min",
};

/**
 * The catalogue: `enqueued processed failed busy capacity retry scheduled dead memory worst_latency`, and
 * `queue:NAME:size latency in out` (the last two null where not exact, see `queueFlows`), NAME as in a path. `processed` and `failed`
 * are rates. @throws AppError `invalid_request` for any other name
 */
export function planSeries(name: string): SeriesPlan {
  const ring = { name: "source", width: SOURCE_BYTES };
  if (name === "processed" || name === "failed") return { name, unit: "jobs_per_min", ring, values: rateOf(name) };
  const field = SOURCE_SERIES.get(name);
  if (field) return { name, unit: UNITS[field] ?? "jobs", ring, values: valuesOf((r) => unpackSource(r, field)) };
  const queue = /^queue:(.+):(size|latency|in|out)$/s.exec(name);
  const queueName = queue?.[1] === undefined ? null : decodeName(queue[1]);
  const queueField = QUEUE_FIELDS.find((candidate) => candidate === queue?.[2]);
  if (queueName === null || queueField === undefined) throw new AppError("invalid_request", { field: "series", name });
  return {
    name,
    unit: UNITS[queueField] ?? "jobs",
    ring: { name: `queue:${queueName}`, width: QUEUE_BYTES },
    values: valuesOf((r) => unpackQueue(r, queueField)),
  };
}

/** The queue a series is about, null for one of the whole source. */
export function queueOfSeries(name: string): string | null {
  const { ring } = planSeries(name);
  return ring.name === "source" ? null : ring.name.slice("queue:".length);
}

const SOURCE_SERIES: ReadonlyMap<string, SourceField> = new Map<string, SourceField>([
  ["enqueued", "enqueued"],
  ["busy", "busy"],
  ["capacity", "concurrency"],
  ["retry", "retry"],
  ["scheduled", "scheduled"],
  ["dead", "dead"],
  ["memory", "memory"],
  ["worst_latency", "worst_latency"],
]);

const valuesOf = (unpack: (record: Buffer | null) => number | null) => (records: readonly (Buffer | null)[]) =>
  records.slice(1).map(unpack);

const rateOf = (field: "processed" | "failed") => (records: readonly (Buffer | null)[]) =>
  records.slice(1).map((record, index) => {
    const earlier = records[index] ?? null;
    const before = unpackSource(earlier, field);
    const now = unpackSource(record, field);
    if (earlier === null || record === null || before === null || now === null) return null;
    return perMinute(increase(before, now), takenAtMs(record) - takenAtMs(earlier));
  });
