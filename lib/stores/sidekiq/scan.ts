import "server-only";
import type { Redis } from "ioredis";
import { limits } from "@/lib/config/limits";
import type { JobPage } from "@/lib/domain/job.schema";
import { pipelined } from "@/lib/redis/pipeline";
import type { ListRequest } from "@/lib/stores/port";
import { type Anchor, anchorOf, decodeCursor, encodeCursor } from "./cursor";
import type { Predicate } from "./filter";
import type { Spot } from "./filter-facts";
import { context, contextOf, entryOf, readsUp } from "./page";
import { locate } from "./relocate";
import type { Item, Sequence } from "./sequence";

/** Bytes one reply should stay under. */
const REPLY_BYTES = 4 * 1024 * 1024;
const FIRST_CHUNK = 100;

export interface ScanBudget {
  entries: number;
  readonly untilMs: number;
}

export const scanBudget = (): ScanBudget => ({
  entries: limits.scanPerRequest,
  untilMs: Date.now() + limits.scanBudgetMs,
});

export interface ScanResult {
  hits: Item[];
  looked: number;
  /** The last entry looked at, to go on after; null when none was. */
  last: Anchor | null;
  complete: boolean;
}

/** A page with a filter: the next hits, or where to go on when the bound on work was reached first. */
export async function scanPage(
  redis: Redis,
  sequence: Sequence,
  request: ListRequest,
  predicate: Predicate,
  signal?: AbortSignal,
): Promise<JobPage> {
  const cursor = request.cursor === null ? null : decodeCursor(request.cursor);
  const up = readsUp(sequence, request);
  const start = up ? sequence.range(0, FIRST_CHUNK - 1) : sequence.top(FIRST_CHUNK);
  const replies = await pipelined(redis, [...context(sequence), ...(cursor ? [] : [start])]);
  const facts = contextOf(sequence, replies);
  const chunk = replies.at(-1);
  const found = await scan(redis, sequence, {
    after: cursor?.anchor ?? null,
    first: cursor ? undefined : up ? sequence.items(chunk, 0) : sequence.topItems(chunk, facts.total),
    up,
    total: facts.total,
    limit: request.limit,
    budget: scanBudget(),
    predicate,
    signal,
  });
  const scanned = (cursor?.scanned ?? 0) + found.looked;
  const goOn = !found.complete && found.last;
  return {
    jobs: found.hits.map((item) => entryOf(sequence, item)),
    ...facts,
    nextCursor: goOn ? encodeCursor({ mode: "after", anchor: goOn, previous: null, scanned }) : null,
    prevCursor: null,
    scanned,
    complete: found.complete,
  };
}

interface Scan {
  after: Anchor | null;
  /** The first `FIRST_CHUNK` entries in ascending position, where they are known. */
  first?: Item[] | undefined;
  up: boolean;
  total: number;
  limit: number;
  budget: ScanBudget;
  predicate: Predicate;
  signal?: AbortSignal | undefined;
}

/** Each chunk begins with the last entry of the one before, so that entries that moved meanwhile are not skipped. */
export async function scan(redis: Redis, sequence: Sequence, options: Scan): Promise<ScanResult> {
  const { up, limit, budget, predicate } = options;
  const result: ScanResult = { hits: [], looked: 0, last: options.after, complete: false };
  const seen = new Set<string>();
  let lastItem: Item | null = null;
  let pos = options.after ? await resume(redis, sequence, options.after, up) : up ? 0 : options.total - 1;
  let size = FIRST_CHUNK;
  let known = options.first;
  for (;;) {
    options.signal?.throwIfAborted();
    const overlap = lastItem ? 1 : 0;
    const from = up ? pos - overlap : Math.max(0, pos - size + 1);
    const to = up ? pos + size - 1 : pos + overlap;
    if (to < 0) return { ...result, complete: true };
    const items: Item[] = known ?? sequence.items((await pipelined(redis, [sequence.range(from, to)]))[0], from);
    if (!up) items.reverse();
    if (lastItem) {
      const again = items.shift();
      if (!again?.bytes.equals(lastItem.bytes)) {
        pos = await resume(redis, sequence, anchorOf(lastItem), up);
        lastItem = null;
        continue;
      }
    }
    let bytes = 0;
    for (const item of items) {
      bytes += item.bytes.length;
      result.looked++;
      budget.entries--;
      lastItem = item;
      if (!predicate(item.bytes, spotOf(sequence, item))) continue;
      const identity = item.bytes.toString("latin1");
      if (seen.has(identity)) continue;
      seen.add(identity);
      result.hits.push(item);
      if (result.hits.length === limit) break;
    }
    if (lastItem) result.last = anchorOf(lastItem);
    // The known ones and the total were not counted at the same moment.
    const reachedEnd = up || known ? items.length < size : from === 0;
    known = undefined;
    const allLooked = items.length === 0 || items.at(-1) === lastItem;
    if (reachedEnd && allLooked) return { ...result, complete: true };
    if (result.hits.length === limit || budget.entries <= 0 || Date.now() > budget.untilMs) return result;
    pos = up ? pos + items.length : from - 1;
    const expected = Math.ceil((1.5 * (limit - result.hits.length) * result.looked) / Math.max(1, result.hits.length));
    size = Math.max(1, Math.min(nextSize(items.length, bytes, budget.entries), Math.max(FIRST_CHUNK, expected)));
  }
}

export function spotOf({ list }: Sequence, item: Item): Spot {
  return "set" in list ? { set: list.set, score: item.score } : { queue: list.queue };
}

function nextSize(count: number, bytes: number, entriesLeft: number): number {
  const average = count === 0 ? 1 : Math.max(1, bytes / count);
  const fitting = Math.floor(REPLY_BYTES / average);
  return Math.max(1, Math.min(limits.rangeMax - 1, fitting, entriesLeft));
}

/** The first position after an anchor, in reading order. */
async function resume(redis: Redis, sequence: Sequence, anchor: Anchor, up: boolean): Promise<number> {
  const { item, pos } = await locate(redis, sequence, anchor);
  if (item) return up ? pos + 1 : pos - 1;
  if ("queue" in sequence.list && up) return 0;
  return up ? pos : pos - 1;
}
