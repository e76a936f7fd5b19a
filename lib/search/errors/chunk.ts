import "server-only";
import type { JobSetName } from "@/lib/domain/job.schema";

/** A stretch of a set by score, with one row of numbers for each failure in it: 22 bytes. */
export interface Chunk {
  readonly set: JobSetName;
  /** Scores above `after`, up to and with `upTo`. */
  readonly after: number;
  readonly upTo: number;
  /** Entries there when it was read, those that are no failure included. */
  readonly entries: number;
  readonly rows: number;
  readonly scores: Float64Array;
  /** Numbers of the index, from 1. */
  readonly groups: Uint32Array;
  readonly lastSec: Uint32Array;
  readonly firstSec: Uint32Array;
  readonly queues: Uint16Array;
  readonly readAtMs: number;
}

/** Gathers rows until they make a chunk. */
export class ChunkBuilder {
  entries = 0;
  private rows = 0;
  private scores = new Float64Array(1_024);
  private groups = new Uint32Array(1_024);
  private lastSec = new Uint32Array(1_024);
  private firstSec = new Uint32Array(1_024);
  private queues = new Uint16Array(1_024);

  add(score: number, group: number, lastSec: number, firstSec: number, queue: number): void {
    this.entries++;
    if (group === 0) return;
    if (this.rows === this.scores.length) this.grow();
    const at = this.rows++;
    this.scores[at] = score;
    this.groups[at] = group;
    this.lastSec[at] = lastSec;
    this.firstSec[at] = firstSec;
    this.queues[at] = queue;
  }

  /** The chunk so far; the builder begins anew. */
  take(set: JobSetName, after: number, upTo: number, readAtMs: number): Chunk {
    const { rows, entries } = this;
    const chunk = {
      set,
      after,
      upTo,
      entries,
      rows,
      scores: this.scores.slice(0, rows),
      groups: this.groups.slice(0, rows),
      lastSec: this.lastSec.slice(0, rows),
      firstSec: this.firstSec.slice(0, rows),
      queues: this.queues.slice(0, rows),
      readAtMs,
    };
    this.rows = 0;
    this.entries = 0;
    return chunk;
  }

  private grow(): void {
    const size = this.scores.length * 2;
    this.scores = grown(new Float64Array(size), this.scores);
    this.groups = grown(new Uint32Array(size), this.groups);
    this.lastSec = grown(new Uint32Array(size), this.lastSec);
    this.firstSec = grown(new Uint32Array(size), this.firstSec);
    this.queues = grown(new Uint16Array(size), this.queues);
  }
}

function grown<T extends Float64Array | Uint32Array | Uint16Array>(to: T, from: T): T {
  to.set(from);
  return to;
}
