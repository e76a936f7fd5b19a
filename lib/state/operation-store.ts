import "server-only";
import type { Principal } from "@/lib/auth/principal";
import type { Operation, OperationState } from "@/lib/domain/operation.schema";
import type { ChunkCommit, ListRef } from "@/lib/stores/port";

/** Whose rights an operation uses; they are checked anew before every chunk. */
export type OperationOwner = Pick<Principal, "name" | "role" | "method" | "scopes">;

/**
 * What is kept of one operation. `operation` is what the API answers; the rest is the runner's. `token` names
 * the holder of the lease, empty when nobody holds it; the script that moves a chunk demands it, so that a
 * replica that has lost its lease can write nothing more.
 */
export interface OperationRecord {
  readonly operation: Operation;
  readonly owner: OperationOwner;
  /** Start without being asked when the frozen list has exactly this many entries. */
  readonly expected: number | null;
  readonly token: string;
  readonly leaseUntilMs: number;
  /** Bytes of one identity in the frozen list; 0 until the first is written. */
  readonly width: number;
  /** Payload bytes of the frozen entries. */
  readonly sizeBytes: number;
  /** The lists the frozen entries are in; an entry names one by its number. */
  readonly places: readonly ListRef[];
}

export interface FrozenEntry {
  /** Number of a list in `places`. */
  readonly place: number;
  readonly identity: Uint8Array;
}

export interface FreezeProgress {
  /** Entries in the frozen list before this call; another number there means that something was lost. */
  readonly from: number;
  /** Full blocks of `DETAIL_BLOCK` entries; only the very last may be shorter. */
  readonly entries: readonly FrozenEntry[];
  /** One a block: packed by the caller. */
  readonly details: readonly Buffer[];
  readonly scanned: number;
  readonly setSize: number;
}

/** Entries whose details are packed together. */
export const DETAIL_BLOCK = 500;

/** What a verb did outside of any operation. */
export interface DirectEntries {
  readonly places: readonly ListRef[];
  /** At most `DETAIL_BLOCK`. */
  readonly entries: readonly FrozenEntry[];
  readonly details: Buffer;
  readonly sizeBytes: number;
}

/** Fields that change together with the state. */
export type OperationChange = Partial<
  Pick<
    Operation,
    | "error"
    | "reason"
    | "pace"
    | "canary"
    | "breakdown"
    | "sample"
    | "warnings"
    | "trashBatch"
    | "perSec"
    | "undoneBy"
    | "done"
    | "gone"
    | "refused"
    | "total"
    | "processed"
  > &
    Pick<OperationRecord, "sizeBytes" | "places">
>;

export interface StateChange {
  readonly from: readonly OperationState[];
  readonly to: OperationState;
  /** Only while this token holds the lease. */
  readonly token?: string;
  readonly set?: OperationChange;
  /** Stamped with the server's clock. */
  readonly stamp?: "startedAtMs" | "endedAtMs";
  /** Makes room for so many outcomes, so that a full store refuses the start and not the work half way. */
  readonly outcomes?: number;
}

/** Operations of one source. Every method may throw `source_*`; a lost race is `false` or null. */
export interface OperationStore {
  create(
    operation: Operation,
    owner: OperationOwner,
    expected: number | null,
    /** Of a selection. */
    refs?: readonly string[],
  ): Promise<"created" | "exists" | "too_many">;
  /** Keeps an ended operation whose entries were all done, for as long as it can be taken back; it stands in no list. */
  recordDirect(operation: Operation, owner: OperationOwner, done: DirectEntries): Promise<void>;
  get(id: string): Promise<OperationRecord | null>;
  /** Those that have not ended, oldest first. */
  active(): Promise<OperationRecord[]>;
  /** Newest first. */
  page(cursor: string | null, limit: number): Promise<{ records: OperationRecord[]; nextCursor: string | null }>;
  /** For a token of the caller's choice; false while another lease lives. */
  take(id: string, token: string, runner: string): Promise<boolean>;
  /** @returns the state now, or null when the lease is somebody else's. */
  renew(id: string, token: string, runner: string, perSec: number | null): Promise<OperationState | null>;
  release(id: string, token: string): Promise<void>;
  /** Empties the frozen list. */
  restartFreeze(id: string, token: string): Promise<boolean>;
  appendFrozen(id: string, token: string, progress: FreezeProgress): Promise<boolean>;
  change(id: string, change: StateChange): Promise<boolean>;
  /** What chunks `first` … `first + count - 1` of `limits.entriesPerScript` hold; null for one that is not there. */
  chunks(record: OperationRecord, first: number, count: number): Promise<(FrozenEntry[] | null)[]>;
  /** The details of blocks `first` … `first + count - 1`, as they were packed. */
  details(id: string, first: number, count: number): Promise<(Buffer | null)[]>;
  /** The refs of a selection. */
  selection(id: string): Promise<string[]>;
  commit(id: string, token: string): ChunkCommit;
  /** One letter an entry (see `outcome-letters`), NUL = not yet. */
  outcomes(id: string, fromIndex: number, count: number): Promise<Buffer>;
  /** Unlinks what has outlived its time. */
  sweep(nowMs: number): Promise<void>;
}
