import type { JobOutcome, JobVerb } from "@/lib/domain/action.schema";
import { newId } from "@/lib/state/id";
import type { ListRef, Store, TrashOrigin, WriteRequest } from "@/lib/stores/port";

/** What a store's test provides so that the battery can run against it: a way to fill it and to look at its bytes. */
export interface ContractHarness {
  readonly store: Store;
  /** Empty again. */
  reset(): Promise<void>;
  /** A sound payload in this format, with arguments that a re-encoder would change. */
  payload(jid: string, extra?: PayloadExtra): Buffer;
  put(list: ListRef, payload: Buffer, score?: string): Promise<void>;
  take(list: ListRef, payload: Buffer): Promise<void>;
  /** Everything in queues and sets, byte for byte. */
  contents(): Promise<Stored[]>;
  /** Does something after the store has looked and before it writes: a race it must lose well. */
  beforeNextWrite(change: () => Promise<void>): void;
  /** Makes the place a key of another type, and takes that away again. */
  breakPlace(place: BreakablePlace): Promise<void>;
  mend(place: BreakablePlace): Promise<void>;
  /** No memory left for anything that adds. */
  fill(): Promise<void>;
  drain(): Promise<void>;
  /** A live process with these queues; `embedded` runs inside an application. */
  process(identity: string, options?: { embedded?: boolean }): Promise<void>;
  mailbox(identity: string): Promise<{ signals: string[]; ttlSec: number }>;
  registeredQueues(): Promise<string[]>;
  pausedQueues(): Promise<string[]>;
  /** Who holds a unique lock. */
  lockHolders(digest: string): Promise<string[]>;
  hold(digest: string, jid: string): Promise<void>;
}

export interface PayloadExtra {
  queue?: string | null;
  retryCount?: string;
  /** Members written as they are, for example `"at":5`. */
  members?: readonly string[];
  lock?: { type: string; digest: string };
  sizeBytes?: number;
}

export type BreakablePlace = ListRef | "queues" | { digest: string };

export interface Stored {
  /** `scheduled`, `retry`, `dead`, or `queue:NAME`. */
  readonly place: string;
  readonly score: string | null;
  /** Distance from the tail of a queue. */
  readonly fromTail: number | null;
  readonly bytes: Buffer;
}

export interface Check {
  readonly name: string;
  run(harness: ContractHarness): Promise<void>;
}

export function origin(): TrashOrigin {
  return { id: newId(), actor: "ann", operation: null };
}

/** The refs a person would have clicked on, in the order of `payloads`. */
export async function refsOf(store: Store, list: ListRef, count = 100): Promise<string[]> {
  const page = await store.reader.page(list, { cursor: null, limit: count, direction: "forward", q: null });
  return page.jobs.map((job) => job.ref);
}

export async function apply(
  { store }: ContractHarness,
  verb: JobVerb,
  refs: readonly string[],
  more: Partial<WriteRequest> = {},
): Promise<JobOutcome[]> {
  if (!store.writer) throw new Error("the store has no writer");
  return store.writer.apply({ verb, refs, batch: origin(), ...more });
}

export function inPlace(stored: readonly Stored[], place: string): Buffer[] {
  return stored.filter((entry) => entry.place === place).map((entry) => entry.bytes);
}

/** What a push may change, taken out: the stamp, one attempt, a stray `at`, and for a move the queue's name. */
export function withoutEdits(bytes: Buffer): string {
  return bytes
    .toString("latin1")
    .replace(/,?"enqueued_at":[\d.]+/, "")
    .replace(/"retry_count":-?\d+/, '"retry_count":N')
    .replace(/,"at":[\d.]+/, "");
}

export const texts = (stored: readonly Stored[]) =>
  stored.map(({ place, bytes }) => `${place} ${bytes.toString("latin1")}`).sort();
