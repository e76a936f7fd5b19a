import "server-only";
import type { ArgNode, JobEntry, JobSetName } from "@/lib/domain/job.schema";
import type { CallOptions } from "./port";

/** Part of a set by score, in seconds: above `after`, up to and with `upTo`. */
export interface ScoreSpan {
  readonly set: JobSetName;
  readonly after: number;
  readonly upTo: number;
}

/** What a group is called; `message` is masked and normalised. */
export interface GroupName {
  readonly class: string | null;
  readonly errorClass: string | null;
  readonly message: string | null;
}

/** Takes failures one by one, as numbers alone: a string is made for what was never met before. */
export interface FailureSink {
  /** A number for a queue's name; asked once a name and scan. */
  queue(name: string | null): number;
  /** The sink's own number of a group; undefined for one it meets for the first time, whose `name` follows at once. */
  numberOf(key: number): number | undefined;
  name(key: number, name: GroupName): number;
  /** Times are whole seconds, 0 = unknown. Every entry looked at is told; `group` is the number of the sink, 0 for one that is no failure. */
  add(score: number, group: number, failedAtSec: number, firstAtSec: number, queue: number): void;
}

/** A failed or waiting job as far as comparing needs it. */
export interface ComparedJob {
  readonly args: readonly ArgNode[];
  readonly queue: string | null;
  readonly tags: readonly string[];
  readonly host: string | null;
  readonly createdAtMs: number | null;
}

export interface FailedRow {
  readonly entry: JobEntry;
  readonly compared: ComparedJob;
}

/** Failures as groups: those of the retry and dead sets, and Active Job's retries among the scheduled. */
export interface ErrorScans {
  /** Entries in each span, and of the three sets as a whole, in as few round trips as there are hundreds of spans. */
  counts(spans: readonly ScoreSpan[]): Promise<{
    spans: number[];
    sizes: Record<JobSetName, number>;
    /** Sets whose key is none: they count as empty. */
    unreadable: JobSetName[];
    nowMs: number;
  }>;
  /** Every entry of a span in the order of scores. @returns false when `limit` ended it first; a score is never cut. */
  scan(span: ScoreSpan, sink: FailureSink, limit: number, options?: CallOptions): Promise<boolean>;
  /** Members of a group at the given scores, at most one hundred a score. */
  rows(set: JobSetName, scores: readonly number[], group: number, options?: CallOptions): Promise<FailedRow[]>;
  /** Jobs of a class that have not failed: waiting in these queues, running, or scheduled; the newest of each. */
  waiting(
    jobClass: string | null,
    queues: readonly string[],
    limit: number,
    options?: CallOptions,
  ): Promise<{ jobs: ComparedJob[]; looked: number }>;
  /** The latest deploy mark of the last days, null without one. */
  lastDeploy(nowMs: number): Promise<{ atMs: number; label: string } | null>;
}
