import "server-only";
import type {
  JobOutcome,
  JobVerb,
  OperationTarget,
  OutcomeStatus,
  QueueActionResult,
  RefusalReason,
} from "@/lib/domain/action.schema";
import type { IterationCancelResult } from "@/lib/domain/iteration.schema";
import type { FindResult, JobDetail, JobEntry, JobHistogram, JobPage, JobSetName } from "@/lib/domain/job.schema";
import type { ClassMetrics, DeployResult, MetricsOverview, MetricsRange } from "@/lib/domain/metrics.schema";
import type { BusyPage, ProcessSummary } from "@/lib/domain/process.schema";
import type { ProfileList } from "@/lib/domain/profile.schema";
import type { QueueList, QueueSummary } from "@/lib/domain/queue.schema";
import type {
  Facet,
  FoundElsewhere,
  SourceHealth,
  SourceSummary,
  StoreInfo,
  StoreWarning,
} from "@/lib/domain/source.schema";
import type { RestoreResult, TrashBatch, TrashList } from "@/lib/domain/trash.schema";
import type { JobEditor } from "./port-editor";
import type { Batches, Locks, Plugins } from "./port-plugins";

export type * from "./port-plugins";

/**
 * What a job store can do, in facets. A store lacks a facet by leaving it undefined: the page or the button
 * is then absent. No connection, key name or script crosses this border. Every method may throw an AppError
 * `source_*`; a lost race is an outcome, never an exception. Times are epoch ms, ids strings, args raw text.
 */
export interface Store {
  readonly kind: "sidekiq";
  readonly facets: ReadonlySet<Facet>;
  /** The facets beside those whose keys are in the store now (metrics, cron, locks …). Never throws. */
  present(): Promise<ReadonlySet<Facet>>;
  readonly reader: JobReader;
  readonly writer?: JobWriter;
  /** New jobs made from entries; part of the writer's facet. */
  readonly editor?: JobEditor;
  readonly queues: QueueControl;
  readonly processes: Processes;
  readonly trash?: Trash;
  readonly locks?: Locks;
  readonly batches?: Batches;
  readonly plugins?: Plugins;
  readonly metrics?: Metrics;
  readonly iterations?: Iterations;
  readonly profiles?: Profiles;
  health(): SourceHealth;
  /** Why every write would be refused, as far as it is known; null when none is. Never throws. */
  writeRefusal(): Promise<WriteRefusal | null>;
  /** Everything the snapshot needs. What stands still is read less often, unless `complete` is asked for. */
  reading(options?: CallOptions & { complete?: boolean | undefined }): Promise<StoreReading>;
  /** What the server says of itself, what to warn of, and which rights are missing. */
  about(options?: CallOptions): Promise<StoreAbout>;
  close(): Promise<void>;
}

/** The user lacks a right that every write needs, or the server is a replica. */
export type WriteRefusal = NonNullable<SourceSummary["writesRefused"]>;

export interface CallOptions {
  signal?: AbortSignal | undefined;
}

/** One of the sets, or a queue by name. */
export type ListRef = { set: JobSetName } | { queue: string };

export interface ListRequest {
  cursor: string | null;
  /** 1 … limits.pageSizeMax */
  limit: number;
  /** forward = the list's natural order: scheduled and retry soonest first, dead newest first, a queue next-to-run first. */
  direction: "forward" | "backward";
  /** Substring of the payload's bytes (ASCII case folded), or null. Never a pattern. Masked values do not match. */
  q: string | null;
  /** Only entries of these queues (globs of `*`), for a caller whose scope is narrower than the source. */
  queueGlobs?: readonly string[] | undefined;
}

export interface ReadOptions extends CallOptions {
  /** Masked values in clear: for a caller with the right to reveal; the action audits it. */
  reveal?: boolean | undefined;
}

export interface JobReader {
  page(list: ListRef, request: ListRequest, options?: CallOptions): Promise<JobPage>;
  /** The whole of one entry; null when it is no longer there. */
  entry(ref: string, options?: ReadOptions): Promise<JobDetail | null>;
  /** By jid or Active Job id, in every place; bounded work per call, `cursor` goes on. */
  find(id: string, request: { hint: string | null; cursor: string | null }, options?: ReadOptions): Promise<FindResult>;
  /** The raw bytes of one entry, for a download by somebody who may reveal; null when gone. */
  payload(ref: string, options?: CallOptions): Promise<Uint8Array | null>;
  /** The newest `limit` entries of a set, newest failure first, for error counts. */
  newest(set: "retry" | "dead", limit: number, options?: CallOptions): Promise<JobEntry[]>;
  /** How a set spreads over time, in `buckets` equal spans; for a caller who sees the whole source. */
  histogram(set: JobSetName, buckets: number, options?: CallOptions): Promise<JobHistogram>;
  /** Sidekiq's per-day totals, oldest first. */
  daily(days: number, options?: CallOptions): Promise<{ date: string; processed: number; failed: number }[]>;
}

export interface WriteRequest {
  verb: JobVerb;
  refs: readonly string[];
  atMs?: number | undefined;
  queue?: string | undefined;
  ignoreLock?: boolean | undefined;
  /** Removals skip the trash. */
  withoutUndo?: boolean | undefined;
  /** Names the trash batch a removal goes to; the caller makes it (`newId()`). */
  batch: TrashOrigin;
}

export interface TrashOrigin {
  id: string;
  actor: string;
  operation: string | null;
}

export interface JobWriter {
  /** Each ref once, in order. Each entry is one atomic step by exact identity; see `outcomeStatus`. */
  apply(request: WriteRequest, options?: CallOptions): Promise<JobOutcome[]>;
  /** Walks a set once and yields the identities of what matches, in processing order. */
  freeze(
    target: OperationTarget,
    options?: CallOptions & { queueGlobs?: readonly string[] | undefined },
  ): AsyncIterable<FrozenBatch>;
  /** One chunk of a frozen list; counters, cursor and outcomes are written by the very script that moves it. */
  applyFrozen(request: FrozenRequest, options?: CallOptions): Promise<FrozenResult>;
}

export interface FrozenBatch {
  /** Opaque, fixed width (`identityBytes` of the store): what `applyFrozen` finds the entry by. */
  identities: Uint8Array[];
  /** What the breakdown counts, one per identity. */
  facts: {
    class: string | null;
    queue: string | null;
    errorClass: string | null;
    unreadable: boolean;
    locked: boolean;
    batched: boolean;
    /** Of the payload; what a removal adds to the trash. */
    sizeBytes: number;
  }[];
  scanned: number;
  setSize: number;
}

export interface FrozenRequest {
  verb: JobVerb;
  target: OperationTarget;
  identities: readonly Uint8Array[];
  /** Index of the first identity in the whole frozen list: what `cursor` must hold, and where outcomes are written. */
  from: number;
  /** What the previous chunk returned; lets the store go on where it was. */
  hint: string | null;
  atMs?: number | undefined;
  queue?: string | undefined;
  ignoreLock?: boolean | undefined;
  withoutUndo?: boolean | undefined;
  batch: TrashOrigin;
  commit: ChunkCommit;
}

/**
 * Where a chunk's progress is written. `operationKey` is a hash with the fields `state` (must be `running` or
 * `cancelling`), `token` (must equal ours), `cursor` (must equal `from`; set to `from + n`), and the counters
 * `done gone refused unknown` (incremented). `outcomesKey` is a string with one byte an entry, `d g r u`,
 * written at `from`. When a guard fails nothing is written and the result is `fenced`.
 */
export interface ChunkCommit {
  operationKey: string;
  outcomesKey: string;
  token: string;
}

export interface FrozenResult {
  status: "applied" | "fenced";
  counts: Record<OutcomeStatus, number>;
  /** The next `cursor`: a chunk may be applied in part when payloads are large. */
  cursor: number;
  hint: string | null;
}

export interface QueueControl {
  list(options?: CallOptions): Promise<QueueList>;
  pause?(queue: string): Promise<void>;
  resume?(queue: string): Promise<void>;
  /** Moves everything that `expected` and `newestRef` cover to the trash by rename; what arrived later stays. */
  clear?(request: QueueRemoval): Promise<QueueActionResult>;
  /** As clear, and takes the name out of Sidekiq's `queues`. */
  delete?(request: QueueRemoval): Promise<QueueActionResult>;
}

export interface QueueRemoval {
  queue: string;
  expected: number;
  newestRef: string | null;
  withoutUndo: boolean;
  batch: TrashOrigin;
}

export interface Processes {
  list(options?: CallOptions): Promise<ProcessSummary[]>;
  busy(
    request: { cursor: string | null; limit: number; q: string | null; queueGlobs?: readonly string[] | undefined },
    options?: CallOptions,
  ): Promise<BusyPage>;
  /** Exactly `TSTP` or `TERM` into the process's mailbox. */
  signal?(identity: string, signal: "quiet" | "stop"): Promise<"done" | "gone" | "embedded">;
}

/** Jobs that go through a collection and remember where they are. */
export interface Iterations {
  /** Asks the job at `ref` to stop at its next look. */
  cancel(ref: string): Promise<IterationCancelResult["status"]>;
}

export interface MetricsRequest {
  range: MetricsRange;
  /** Part of a class name, whatever its case. */
  q: string | null;
  /** A time in the range: the rows then count the bucket it falls into. */
  atMs?: number | null | undefined;
}

export interface ClassMetricsRequest extends Pick<MetricsRequest, "range" | "atMs"> {
  class: string;
}

/** What the workers counted per class. @throws AppError `invalid_request` for an `atMs` outside of the range */
export interface Metrics {
  overview(request: MetricsRequest): Promise<MetricsOverview>;
  ofClass(request: ClassMetricsRequest): Promise<ClassMetrics>;
  /** Marks a deploy at this minute. */
  mark?(label: string): Promise<DeployResult>;
}

/** Profiles of single runs, kept for a day. */
export interface Profiles {
  /** Newest first. */
  list(): Promise<ProfileList>;
  /** The recorded bytes, gzipped JSON; null when gone or when nothing of this name is a profile. @throws AppError `refused` `too_large` */
  data(key: string): Promise<Uint8Array | null>;
}

export interface Trash {
  list(request: { cursor: string | null; limit: number }, options?: CallOptions): Promise<TrashList>;
  batch(id: string): Promise<TrashBatch | null>;
  /** Puts back at most `limits.entriesPerScript` × n entries per call, in their exact place; `left` says what remains. */
  restore(id: string, options?: CallOptions): Promise<RestoreResult>;
  purge(id: string): Promise<number>;
  /** Unlinks batches older than the retention; releases nothing else. */
  sweep(nowMs: number): Promise<number>;
  /** Entries and bytes that one more removal of `entries` would leave, and whether that is within the bound. */
  room(entries: number, bytes: number): Promise<{ fits: boolean; reason: RefusalReason | null }>;
}

export interface StoreReading {
  atMs: number;
  /** Null of a set whose key holds another type. */
  sizes: { scheduled: number | null; retry: number | null; dead: number | null };
  totals: { processed: number; failed: number };
  queues: Omit<QueueSummary, "inPerMin" | "outPerMin" | "netPerMin" | "emptyInSec">[];
  queueTotal: number;
  processes: ProcessSummary[];
  processTotal: number;
  pausing: "available" | "not_honoured";
  info: StoreInfo | null;
  warnings: StoreWarning[];
  foundElsewhere: FoundElsewhere[];
}

export interface StoreAbout {
  info: StoreInfo | null;
  warnings: StoreWarning[];
  foundElsewhere: FoundElsewhere[];
  missingRights: { command: string; turnsOff: string }[];
}
