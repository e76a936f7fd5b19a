import "server-only";
import type { OperationVerbs } from "@/lib/actions/context";
import type { Principal } from "@/lib/auth/principal";
import type { RequestHead } from "@/lib/auth/request-head";
import type { Access } from "@/lib/domain/access.schema";
import type { AuditEntry, AuditPage } from "@/lib/domain/audit.schema";
import type { OperationMove } from "@/lib/domain/job-life.schema";
import type { Operation, OperationOutcomes } from "@/lib/domain/operation.schema";
import type { History, Snapshot } from "@/lib/domain/overview.schema";
import type { SourceSummary } from "@/lib/domain/source.schema";
import type { ErrorSearch } from "@/lib/search/errors/service";
import type { Store } from "@/lib/stores/port";
import type { Pace } from "./pace";

/** What the API needs from the process it runs in; `lib/runtime` makes it, tests make their own. */
export interface ApiServices {
  readonly registry: Registry;
  readonly operations: Operations;
  readonly snapshots: Snapshots;
  readonly history: HistoryReader;
  /** Failures as groups; absent where a test does without. */
  readonly errors?: ErrorSearch;
  readonly audit: AuditLog;
  readonly auth: Authenticator;
  /** Counts the requests of each caller; absent where nobody is bounded. */
  readonly pace?: Pace;
  /** Aborted when the process begins to stop; streams end then. */
  readonly closing?: AbortSignal;
  /** Where a source's own records are kept, and by how many replicas. */
  readonly deployment?: (source: string) => Promise<{ kind: "redis" | "memory"; replicas: number }>;
}

/** The only way to a store: facets come back guarded by the caller's permissions and scope. */
export interface Registry {
  ids(): readonly string[];
  summaries(principal: Principal): Promise<SourceSummary[]>;
  /** @throws AppError `source_unknown`, also for a source outside the caller's scope. */
  open(source: string, principal: Principal): Store;
  close(): Promise<void>;
}

/** What operations are begun and steered by, and what is shown of them. */
export interface Operations extends OperationVerbs {
  list(
    source: string,
    principal: Principal,
    request: { cursor: string | null; limit: number },
  ): Promise<{ operations: Operation[]; nextCursor: string | null }>;
  /** What operations did to one job, oldest first; `complete` false when more operations ran than are looked through. */
  moves(source: string, principal: Principal, jid: string): Promise<{ moves: OperationMove[]; complete: boolean }>;
  outcomes(source: string, principal: Principal, id: string, fromIndex: number): Promise<OperationOutcomes | null>;
  /** Calls back on every change of an operation of this source that this replica sees; returns the unsubscriber. */
  watch(source: string, listener: (operation: Operation) => void): () => void;
}

export interface Snapshots {
  /** The shared snapshot, at most `limits.snapshotEveryMs` old, cut to the caller's scope. */
  current(source: string, principal: Principal): Promise<Snapshot>;
  /** The same as bytes with an ETag, for a caller without a narrower scope. */
  currentBytes(source: string): Promise<{ body: Buffer; etag: string }>;
  /** Something was changed from here: the next snapshots read everything. */
  touch(): void;
  /** Calls back with every new snapshot, uncut, for as long as anybody listens. @throws AppError `source_unknown` */
  subscribe(source: string, listener: (snapshot: Snapshot) => void): () => void;
  /** The caller's part of a snapshot. @throws AppError `source_unknown` outside the caller's scope. */
  cut(snapshot: Snapshot, principal: Principal): Snapshot;
  /** A snapshot as bytes, made once for all viewers who get the same object. */
  encode(snapshot: Snapshot): { body: Buffer; etag: string };
}

export interface HistoryReader {
  /** `names` as in the catalogue of series: `enqueued`, `processed`, `failed`, `busy`, `retry`, `scheduled`, `dead`, `memory`, `queue:NAME:size`, `queue:NAME:latency`. */
  query(source: string, names: readonly string[], fromMs: number, toMs: number): Promise<History>;
  sinceMs(source: string): Promise<number | null>;
  bytes(source: string): Promise<number>;
}

export interface AuditLog {
  /** Resolves once the record is kept (stdout always; the stream when there is one). @throws AppError `audit_unavailable` */
  write(entry: Omit<AuditEntry, "id" | "atMs">): Promise<void>;
  page(request: { cursor: string | null; limit: number; q: string | null }): Promise<AuditPage>;
}

export interface Authenticator {
  /** Cookie session, Basic or Bearer. @throws AppError `unauthenticated` `too_many_requests` */
  authenticate(request: RequestHead, peer: { ip: string | null }): Promise<Principal>;
  /** A `Set-Cookie` value when the session of this request is due to be renewed, else null. */
  renew?(request: RequestHead, peer: { ip: string | null }): Promise<string | null>;
  /** Ends every session of `name` on all replicas within 5 s. */
  signOutEverywhere(name: string): Promise<void>;
  /** Who may come in, and when each machine last did. */
  access(): Promise<Access>;
}
