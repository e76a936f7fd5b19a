import "server-only";
import type {
  JobOutcome,
  JobVerb,
  OperationTarget,
  QueueActionResult,
  RefusalReason,
} from "@/lib/domain/action.schema";
import type { IterationCancelResult } from "@/lib/domain/iteration.schema";
import type { FindResult, JobDetail, JobEntry, JobHistogram, JobPage, JobSetName } from "@/lib/domain/job.schema";
import type { ClassMetrics, DeployResult, MetricsOverview, MetricsRange } from "@/lib/domain/metrics.schema";
import type { JobLine } from "@/lib/domain/operation.schema";
import type { BusyPage, ProcessSummary } from "@/lib/domain/process.schema";
import type { ProfileList } from "@/lib/domain/profile.schema";
import type { QueueList, QueueSummary } from "@/lib/domain/queue.schema";
import type { FilterValues } from "@/lib/domain/search.schema";
import type {
  Facet,
  FoundElsewhere,
  RefusedVerb,
  SourceHealth,
  SourceSummary,
  StoreInfo,
  StoreWarning,
} from "@/lib/domain/source.schema";
import type { RestoreResult, TrashBatch, TrashList } from "@/lib/domain/trash.schema";
import type { Cron } from "./port-cron";
import type { JobEditor } from "./port-editor";
import type { ErrorScans } from "./port-errors";
import type { ExportPage, ExportRequest, NeighbourRequest, Neighbours } from "./port-export";
import type { ChunkCommit, FrozenBatch, FrozenRequest, FrozenResult, UndoRequest } from "./port-frozen";
import type { Batches, Locks, Plugins } from "./port-plugins";
import type { SearchRequest, SearchStep, ValuesRequest } from "./port-search";

export type * from "./port-errors";
export type * from "./port-frozen";
export type * from "./port-plugins";
export type * from "./port-search";

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
  readonly errors?: ErrorScans;
  readonly cron?: Cron;
  readonly locks?: Locks;
  readonly batches?: Batches;
  readonly plugins?: Plugins;
  readonly iterations?: Iterations;
  readonly metrics?: Metrics;
  readonly profiles?: Profiles;
  health(): SourceHealth;
  /** Why every write would be refused, as far as it is known; null when none is. Never throws. */
  writeRefusal(): Promise<WriteRefusal | null>;
  /** Verbs whose commands are refused to this user, as far as the last look at the rights told. */
  refusedVerbs(): readonly RefusedVerb[];
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
  /** A filter (`lib/domain/filter`), or null. What it says of a masked value is neither true nor false. */
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
  /**
   * Looks through places one after the other, each to its end, and tells of every page. The first step names the
   * places. @throws AppError `invalid_filter`
   */
  search(request: SearchRequest, options?: CallOptions): AsyncIterable<SearchStep>;
  /** Values of a filter's key among entries spread evenly over the places, most frequent first; `path` only of `arg`. */
  values(request: ValuesRequest, options?: CallOptions): Promise<FilterValues>;
  /** By jid or Active Job id, in every place; bounded work per call, `cursor` goes on. */
  find(id: string, request: { hint: string | null; cursor: string | null }, options?: ReadOptions): Promise<FindResult>;
  /** The raw bytes of one entry, for a download by somebody who may reveal; null when gone. */
  payload(ref: string, options?: CallOptions): Promise<Uint8Array | null>;
  /** The newest `limit` entries of a set, newest failure first, for error counts. */
  newest(set: "retry" | "dead", limit: number, options?: CallOptions): Promise<JobEntry[]>;
  /** What has become of jobs that were enqueued at `sinceMs`; each jid or Active Job id under exactly one word. */
  whereabouts(request: WhereaboutsRequest, options?: CallOptions): Promise<Whereabouts>;
  /** Every entry a filter means, in the list's order: page by page, each read when the one before was taken. */
  export(list: ListRef, request: ExportRequest, options?: CallOptions): AsyncIterable<ExportPage>;
  /** What stands before and after an entry in its list, also once that entry left. */
  neighbours(ref: string, request: NeighbourRequest, options?: CallOptions): Promise<Neighbours>;
  /** How a set spreads over time, in `buckets` equal spans; for a caller who sees the whole source. */
  histogram(set: JobSetName, buckets: number, options?: CallOptions): Promise<JobHistogram>;
  /** Sidekiq's per-day totals, oldest first. */
  daily(days: number, options?: CallOptions): Promise<{ date: string; processed: number; failed: number }[]>;
}

export interface WhereaboutsRequest {
  jobs: readonly { jid: string; activeJobId: string | null }[];
  /** Queues they were pushed to. */
  queues: readonly string[];
  sinceMs: number;
}

/** `nowhere`: in no queue, set or process's report. */
export type JobPlaceWord = "waiting" | "running" | "failedAgain" | "dead" | "nowhere";

export interface Whereabouts {
  /** By jid. */
  places: ReadonlyMap<string, JobPlaceWord>;
  /** Masked errors of those in `failedAgain` and `dead`. */
  errors: { class: string | null; message: string | null }[];
  /** False when a list was too long to be looked through. */
  complete: boolean;
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
  /** What the batch is said to come from; the list itself when absent. */
  origin?: string | undefined;
}

export interface JobWriter {
  /** Each ref once, in order. Each entry is one atomic step by exact identity; see `outcomeStatus`. */
  apply(request: WriteRequest, options?: CallOptions): Promise<JobOutcome[]>;
  /** Walks the lists of a target once, or looks its refs up, and yields the identities of what matches, in processing order. */
  freeze(
    target: OperationTarget,
    options?: CallOptions & { queueGlobs?: readonly string[] | undefined },
  ): AsyncIterable<FrozenBatch>;
  /** Finds what entries have become where the verb took them, proved byte for byte; what is not there any more is left out. */
  freezeUndo(request: UndoRequest, options?: CallOptions): AsyncIterable<FrozenBatch>;
  /** One chunk of a frozen list; counters, cursor and outcomes are written by the very script that moves it. */
  applyFrozen(request: FrozenRequest, options?: CallOptions): Promise<FrozenResult>;
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
  /** Those of `identities` that were told to go quiet or to stop and may not have heard it yet: up to ten seconds. */
  leaving(identities: readonly string[]): Promise<ReadonlySet<string>>;
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

/** @param commit the operation that takes a removal back: the step that puts entries back counts them in its record */
export type RestoreOptions = CallOptions & { commit?: ChunkCommit | undefined };
/** `fenced`: the operation is no longer the caller's, and the rest was left alone. */
export type RestoreStep = RestoreResult & { fenced?: true };

export interface Trash {
  list(request: { cursor: string | null; limit: number }, options?: CallOptions): Promise<TrashList>;
  batch(id: string): Promise<TrashBatch | null>;
  /** Puts back at most `limits.entriesPerScript` × n entries per call, in their exact place; `left` says what remains. */
  restore(id: string, options?: RestoreOptions): Promise<RestoreStep>;
  purge(id: string): Promise<number>;
  /** What a batch holds, in the order it was removed; null when there is no such batch. */
  entries(
    id: string,
    request: { cursor: string | null; limit: number },
  ): Promise<{ entries: JobLine[]; nextCursor: string | null } | null>;
  /** Unlinks batches older than the retention; releases nothing else. */
  sweep(nowMs: number): Promise<number>;
  /** Entries and bytes that one more removal of `entries` would leave, and whether that is within the bound. */
  room(
    entries: number,
    bytes: number,
  ): Promise<{
    fits: boolean;
    reason: RefusalReason | null;
    /** Share of the bound that would be taken, the tighter of count and bytes. */
    share: number;
  }>;
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
