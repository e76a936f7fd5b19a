import "server-only";
import type { BatchDetail, BatchKind, BatchPage } from "@/lib/domain/batch.schema";
import type { LockCheck, LockEntry, LockKind, LockOutcome, LockPage, LockState } from "@/lib/domain/lock.schema";
import type { FailurePage, JobPlugins, LimiterPage, StatusPage } from "@/lib/domain/plugin.schema";
import type { PrivateQueue } from "@/lib/domain/queue.schema";
import type { CallOptions } from "./port";

export interface LockRequest {
  kind: LockKind;
  cursor: string | null;
  limit: number;
  /** Substring of the digest, of the jid that took it, or of class and queue where `lock_info` names them. */
  q: string | null;
  /** Only locks taken at least this long ago. */
  olderThanSec: number | null;
  /** Of this lock type, as `lock_info` tells it; `runtime` = those held while their job runs. */
  type?: string | null | undefined;
  state?: LockState | null | undefined;
}

export interface LockRelease {
  digest: string;
  /** Of the lock as it was looked at. */
  token: string;
  /** Holders to let go; the whole lock when absent. */
  jids?: readonly string[];
}

/** Unique locks. For callers who see the whole source: a lock tells of any queue. */
export interface Locks {
  /** Oldest first; with a filter bounded work per call, `nextCursor` goes on. */
  page(request: LockRequest, options?: CallOptions): Promise<LockPage>;
  /** One lock; null when there is none. */
  lock(digest: string, options?: CallOptions): Promise<LockEntry | null>;
  /** Looks for the jobs of locks in the whole store, step by step; reading on is what makes it go on. */
  check(kind: LockKind, digests: readonly string[] | null, options?: CallOptions): AsyncIterable<LockCheck>;
  /** Each in one atomic step that compares the lock with its token: what was taken again stays. */
  release?(kind: LockKind, locks: readonly LockRelease[]): Promise<LockOutcome[]>;
}

export interface BatchRequest {
  /** Null: the kind there is, Pro's where there are both. */
  kind: BatchKind | null;
  cursor: string | null;
  limit: number;
  /** Substring of BID or description. */
  q: string | null;
}

/** Batches, read alone: a batch counts itself, and no hand of ours may do it for it. */
export interface Batches {
  page(request: BatchRequest, options?: CallOptions): Promise<BatchPage>;
  /** Of either kind; null when there is none. */
  batch(bid: string, options?: CallOptions): Promise<BatchDetail | null>;
}

export interface PluginRequest {
  cursor: string | null;
  limit: number;
}

/** What further plug-ins keep, read alone and as their keys show it. */
export interface Plugins {
  limiters(request: PluginRequest, options?: CallOptions): Promise<LimiterPage>;
  failures(request: PluginRequest, options?: CallOptions): Promise<FailurePage>;
  statuses(request: PluginRequest, options?: CallOptions): Promise<StatusPage>;
  /** Of one job; `class` and `digest` as its payload has them. */
  job(request: { jid: string; class: string | null; digest: string | null }): Promise<JobPlugins>;
  /** Jobs that processes with super_fetch have in hand. */
  privateQueues(): Promise<PrivateQueue[]>;
}
