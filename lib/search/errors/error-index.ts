import "server-only";
import { limits } from "@/lib/config/limits";
import { groupIdText } from "@/lib/domain/error-group";
import type { JobSetName } from "@/lib/domain/job.schema";
import type { ErrorScans, FailureSink, GroupName, ScoreSpan } from "@/lib/stores/port";
import { type Chunk, ChunkBuilder } from "./chunk";

const SETS: readonly JobSetName[] = ["dead", "retry", "scheduled"];
/** Queues that are told apart; entries of the others are seen only by callers who see all. */
const QUEUES_MAX = 65_535;
const LOWEST = Number.NEGATIVE_INFINITY;
/** No stretch ends at minus infinity, where every one may begin. */
const FINITE = -Number.MAX_VALUE;
const HIGHEST = Number.POSITIVE_INFINITY;
const NAMELESS: GroupName = { class: null, errorClass: null, message: null };

export interface IndexState {
  readonly chunks: readonly Chunk[];
  readonly sizes: Readonly<Record<JobSetName, number>>;
  /** Sets whose key holds another type. */
  readonly unreadable: readonly JobSetName[];
  /** The store's clock when sizes were read. */
  readonly nowMs: number;
  /** Rises with every change. */
  readonly version: number;
  /** Every part of the sets was read at least once. */
  readonly complete: boolean;
  /** Parts whose size is another now than when they were read, and were not read again yet: entries in them. */
  readonly changedEntries: number;
}

/**
 * All failures of one source as columns of numbers, for counting. A refresh asks how many entries each stretch of
 * scores has now, reads again those that differ, the new ones, and, as far as its bound goes, those read longest ago.
 * Nothing acts on it: verbs read the bytes again.
 */
export class ErrorIndex implements FailureSink {
  readonly groups: { key: number; id: string; name: GroupName }[] = [];
  readonly queues: (string | null)[] = [];
  #byKey = new Map<number, number>();
  #byQueue = new Map<string | null, number>();
  #chunks: Record<JobSetName, Chunk[]> = { dead: [], retry: [], scheduled: [] };
  #sizes: Record<JobSetName, number> = { dead: 0, retry: 0, scheduled: 0 };
  #unreadable: readonly JobSetName[] = [];
  #nowMs = 0;
  #version = 0;
  #built = false;
  #changed = 0;
  #builder = new ChunkBuilder();
  #lastScore = Number.NaN;
  #scanning: { set: JobSetName; after: number; into: Chunk[] } | null = null;
  readonly #scans: ErrorScans;

  constructor(scans: ErrorScans) {
    this.#scans = scans;
    this.#push(0, NAMELESS);
  }

  state(): IndexState {
    const chunks = SETS.flatMap((set) => this.#chunks[set]);
    return {
      chunks,
      sizes: this.#sizes,
      unreadable: this.#unreadable,
      nowMs: this.#nowMs,
      version: this.#version,
      complete: this.#built,
      changedEntries: this.#changed,
    };
  }

  /** Every part of the sets was read at least once. */
  get built(): boolean {
    return this.#built;
  }

  numberOf(key: number): number | undefined {
    return this.#byKey.get(key);
  }

  /** Brings the columns up to date, within a bound of entries once everything was read. */
  async refresh(signal: AbortSignal): Promise<void> {
    if (!this.#built) await this.#build(signal);
    else await this.#update(signal);
    this.#version++;
  }

  async #build(signal: AbortSignal): Promise<void> {
    const { sizes, unreadable, nowMs } = await this.#scans.counts([]);
    this.#sizes = sizes;
    this.#unreadable = unreadable;
    this.#nowMs = nowMs;
    this.#chunks = { dead: [], retry: [], scheduled: [] };
    let left = limits.errorIndexEntries;
    for (const set of SETS) {
      if (sizes[set] === 0) continue;
      await this.#scan({ set, after: LOWEST, upTo: HIGHEST }, left, this.#chunks[set], signal);
      left -= this.#chunks[set].reduce((sum, chunk) => sum + chunk.entries, 0);
    }
    this.#built = true;
  }

  async #update(signal: AbortSignal): Promise<void> {
    const parts = SETS.flatMap((set) => {
      const chunks = this.#chunks[set];
      const last = chunks.at(-1);
      // A small end is read again with what came behind it, so that chunks stay large.
      const end = last && last.entries < limits.errorChunkEntries / 2 ? last.after : (last?.upTo ?? LOWEST);
      const kept = last && end === last.after ? chunks.slice(0, -1) : chunks;
      return [
        ...kept.map((chunk) => ({ set, after: chunk.after, upTo: chunk.upTo, chunk })),
        { set, after: end, upTo: HIGHEST, chunk: end === last?.after ? last : null },
      ];
    });
    const { spans, sizes, unreadable, nowMs } = await this.#scans.counts(parts);
    this.#sizes = sizes;
    this.#unreadable = unreadable;
    this.#nowMs = nowMs;
    for (const set of unreadable) this.#chunks[set] = [];
    const looked = parts
      .map((part, at) => ({ ...part, entries: spans[at] ?? 0 }))
      .filter(({ set }) => !unreadable.includes(set));
    const differs = looked.filter(({ chunk, entries }) => entries !== (chunk?.entries ?? 0));
    const others = looked.filter(({ chunk, entries }) => chunk && entries === chunk.entries && entries > 0);
    others.sort((a, b) => (a.chunk?.readAtMs ?? 0) - (b.chunk?.readAtMs ?? 0));
    let left: number = limits.errorRefreshEntries;
    let unread = 0;
    for (const part of [...differs, ...others]) {
      const changed = part.entries !== (part.chunk?.entries ?? 0);
      if (left <= 0 || (!changed && part.entries > left)) {
        if (changed) unread += part.entries;
        continue;
      }
      const fresh: Chunk[] = [];
      await this.#scan(part, limits.errorIndexEntries, fresh, signal);
      this.#replace(part.set, part.after, part.upTo, fresh);
      left -= Math.max(1, part.entries);
    }
    this.#changed = unread;
  }

  #replace(set: JobSetName, after: number, upTo: number, fresh: readonly Chunk[]): void {
    const outside = this.#chunks[set].filter((chunk) => chunk.upTo <= after || chunk.after >= upTo);
    this.#chunks[set] = joined([...outside, ...fresh].sort((a, b) => a.after - b.after));
  }

  async #scan(span: ScoreSpan, limit: number, into: Chunk[], signal: AbortSignal): Promise<void> {
    this.#scanning = { set: span.set, after: span.after, into };
    this.#builder = new ChunkBuilder();
    this.#lastScore = Number.NaN;
    const whole = await this.#scans.scan(span, this, limit, { signal });
    const { after } = this.#scanning;
    const upTo =
      whole && span.upTo !== HIGHEST
        ? span.upTo
        : Number.isNaN(this.#lastScore)
          ? after
          : Math.max(this.#lastScore, FINITE);
    if (this.#builder.entries > 0 || upTo > after) into.push(this.#builder.take(span.set, after, upTo, Date.now()));
    this.#scanning = null;
  }

  queue(name: string | null): number {
    const known = this.#byQueue.get(name);
    if (known !== undefined) return known;
    const number = Math.min(this.queues.length, QUEUES_MAX);
    if (number < QUEUES_MAX) this.queues.push(name);
    this.#byQueue.set(name, number);
    return number;
  }

  name(key: number, name: GroupName): number {
    if (this.groups.length > limits.errorGroupsMax) {
      const overflow = this.#overflow();
      this.#byKey.set(key, overflow);
      return overflow;
    }
    const number = this.#push(key, name);
    this.#byKey.set(key, number);
    return number;
  }

  add(score: number, group: number, lastSec: number, firstSec: number, queue: number): void {
    const scanning = this.#scanning;
    if (
      scanning &&
      this.#builder.entries >= limits.errorChunkEntries &&
      score !== this.#lastScore &&
      this.#lastScore >= FINITE
    ) {
      scanning.into.push(this.#builder.take(scanning.set, scanning.after, this.#lastScore, Date.now()));
      scanning.after = this.#lastScore;
    }
    this.#lastScore = score;
    this.#builder.add(score, group, lastSec, firstSec, queue);
  }

  /** One group for all that are beyond the bound; key 1 is no hash of anything. */
  #overflow(): number {
    const known = this.#byKey.get(1);
    if (known !== undefined) return known;
    const number = this.#push(1, NAMELESS);
    this.#byKey.set(1, number);
    return number;
  }

  #push(key: number, name: GroupName): number {
    return this.groups.push({ key, id: groupIdText(key), name }) - 1;
  }
}

/** Neighbours that are small together become one. */
function joined(chunks: readonly Chunk[]): Chunk[] {
  const result: Chunk[] = [];
  for (const chunk of chunks) {
    const last = result.at(-1);
    if (last && last.upTo === chunk.after && last.entries + chunk.entries <= limits.errorChunkEntries / 2) {
      const builder = new ChunkBuilder();
      for (const part of [last, chunk]) {
        for (let at = 0; at < part.rows; at++) {
          builder.add(
            part.scores[at] ?? 0,
            part.groups[at] ?? 0,
            part.lastSec[at] ?? 0,
            part.firstSec[at] ?? 0,
            part.queues[at] ?? 0,
          );
        }
      }
      builder.entries = last.entries + chunk.entries;
      result[result.length - 1] = builder.take(
        last.set,
        last.after,
        chunk.upTo,
        Math.min(last.readAtMs, chunk.readAtMs),
      );
    } else result.push(chunk);
  }
  return result;
}
