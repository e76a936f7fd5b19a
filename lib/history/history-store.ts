import "server-only";
import type { Tier } from "./layout";

/** `source`, or `queue:NAME`. */
export type SeriesName = string;

export interface SampleRow {
  readonly series: SeriesName;
  /** A packed record; see `layout.ts`. */
  readonly record: Buffer;
}

/** Keeps the rings of one source. Every method may throw `source_*`. */
export interface HistoryStore {
  readonly kind: "redis" | "memory";
  /** Writes the records of one moment; the same moment written twice is the same. */
  append(tier: Tier, tick: number, rows: readonly SampleRow[]): Promise<void>;
  /** One array per series, one element per tick of `fromTick … toTick`, null where nothing was recorded. */
  read(
    tier: Tier,
    series: readonly { name: SeriesName; width: number }[],
    fromTick: number,
    toTick: number,
  ): Promise<(Buffer | null)[][]>;
  /** What all rings take together. */
  bytes(): Promise<number>;
  /** True while this replica is the one that samples; renews the lease. */
  lead(replica: string): Promise<boolean>;
  /** How many replicas asked to lead of late. */
  replicas(): Promise<number>;
  /** Gives the lease up, so that another replica need not wait for it. */
  resign(replica: string): Promise<void>;
}
