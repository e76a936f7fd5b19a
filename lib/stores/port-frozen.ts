import "server-only";
import type { JobVerb, OutcomeStatus } from "@/lib/domain/action.schema";
import type { JobLine } from "@/lib/domain/operation.schema";
import type { ListRef, TrashOrigin } from "./port";

/** Some entries of one list. */
export interface FrozenBatch {
  list: ListRef;
  /** Opaque, fixed width (`identityBytes` of the store): what `applyFrozen` finds the entry by. */
  identities: Uint8Array[];
  /** One per identity. */
  facts: FrozenFacts[];
  scanned: number;
  setSize: number;
  /** Examples of the whole list so far, evenly spread; with the last batch at the latest. */
  sample?: JobLine[] | undefined;
}

/** What the breakdown counts and what an undo needs. */
export interface FrozenFacts {
  class: string | null;
  queue: string | null;
  errorClass: string | null;
  jid: string | null;
  /** Active Job's own id, which stays when a `retry_on` makes a new jid. */
  activeJobId: string | null;
  /** When it came into the place it is in, or failed. */
  sinceMs: number | null;
  unreadable: boolean;
  locked: boolean;
  batched: boolean;
  /** Of the payload; what a removal adds to the trash. */
  sizeBytes: number;
  /** What the store wants back to undo: opaque, short. */
  memo: string;
}

/** Entries a verb has moved, in the order of its frozen list. */
export interface UndoRequest {
  verb: JobVerb;
  atMs: number | null;
  queue: string | null;
  /** When the operation began: nothing it moved is older where it went to. */
  startedAtMs: number;
  entries: readonly UndoEntry[];
}

export interface UndoEntry {
  list: ListRef;
  identity: Uint8Array;
  jid: string | null;
  queue: string | null;
  memo: string;
}

export interface FrozenRequest {
  verb: JobVerb | "undo";
  list: ListRef;
  identities: readonly Uint8Array[];
  /** undo: what `freezeUndo` noted of each identity. */
  memos?: readonly string[] | undefined;
  /** Index of the first identity in the whole frozen list: what `cursor` must hold, and where outcomes are written. */
  from: number;
  /** What the previous chunk of this list returned; lets the store go on where it was. */
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
 * `done gone refused unknown` (incremented). `outcomesKey` is a string with one byte an entry, the letter of its
 * outcome (see `letterReasons`), written at `from`. When a guard fails nothing is written and the result is `fenced`.
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
