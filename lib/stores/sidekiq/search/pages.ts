import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import { limits } from "@/lib/config/limits";
import type { RedisLink } from "@/lib/redis/link";
import { pipelined } from "@/lib/redis/pipeline";
import { anchorOf } from "../cursor";
import { clockMs, TIME } from "../page";
import { locate } from "../relocate";
import type { Item, Sequence } from "../sequence";
import { rankAfter } from "../walk";

/** Some entries in reading order. */
export interface ScannedPage {
  readonly items: readonly Item[];
  readonly slowed: boolean;
}

export interface PageOptions {
  /** Rising in position, or falling. */
  readonly up: boolean;
  /** Entries there are; what is pushed behind them meanwhile is seen as well. */
  readonly total: number;
  /** Whether the next pages to be asked for bring scores. */
  readonly scored: () => boolean;
  readonly signal?: AbortSignal | undefined;
}

interface Asked {
  /** Positions, both inclusive; with `overlap` the last one of the page before is among them. */
  readonly low: number;
  readonly high: number;
  readonly overlap: boolean;
  /** Entries expected besides that one. */
  readonly wanted: number;
  readonly answer: Promise<Answer>;
}

interface Answer {
  /** In reading order. */
  readonly items: Item[];
  /** From sending until the store's clock said that it ran: the difference of two clocks. */
  readonly tookMs: number;
}

const FIRST_PAGE = 50;

/**
 * Every entry that is in a list throughout, a page at a time, several pages on their way at once. Each page
 * begins with the last entry of the one before; where that has moved, those on their way are dropped and its place
 * is found again. A store that takes long to come to a page is left alone as long as it took, with one page on its
 * way. What it took is read from the store's clock, since a reply also waits where this process has no time for it.
 */
export async function* scanPages(
  link: RedisLink,
  sequence: Sequence,
  options: PageOptions,
): AsyncGenerator<ScannedPage> {
  const { up, signal } = options;
  let asked: Asked[] = [];
  let next = up ? 0 : options.total - 1;
  let size = FIRST_PAGE;
  let last: Item | null = null;
  let slowed = false;
  let quickestMs = Number.POSITIVE_INFINITY;
  for (;;) {
    signal?.throwIfAborted();
    const more = () => next >= 0 && (asked.length === 0 || !up || next < options.total);
    while (asked.length < (slowed ? 1 : limits.searchPagesAtOnce) && more()) {
      const overlap = last !== null || asked.length > 0;
      const request = ask(link, sequence, { next, size, up, overlap, scored: options.scored() });
      asked.push(request);
      next = up ? request.high + 1 : request.low - 1;
    }
    const first = asked.shift();
    if (!first) return;
    const waitsSinceMs = performance.now();
    const { items, tookMs } = await first.answer;
    quickestMs = Math.min(quickestMs, tookMs);
    const waitedMs = Math.min(performance.now() - waitsSinceMs, tookMs - quickestMs);
    slowed = waitedMs > limits.searchReplyMs;
    if (slowed) await sleep(Math.min(waitedMs, limits.searchPauseMs), undefined, signal ? { signal } : {});
    const before: Item | null = last;
    if (first.overlap && before) {
      const [again] = items;
      if (!again?.bytes.equals(before.bytes)) {
        asked = [];
        next = await positionAfter(link, sequence, before, up);
        last = null;
        continue;
      }
      items.shift();
    }
    last = items.at(-1) ?? before;
    if (items.length > 0) yield { items, slowed };
    if (up ? items.length < first.wanted : first.low === 0) return;
    size = sizeAfter(items);
  }
}

interface Next {
  readonly next: number;
  readonly size: number;
  readonly up: boolean;
  readonly overlap: boolean;
  readonly scored: boolean;
}

/** Without scores a page is read half again as fast; only its last entry has one, to find its place again by. */
function ask(link: RedisLink, sequence: Sequence, { next, size, up, overlap, scored }: Next): Asked {
  const more = overlap ? 1 : 0;
  const low = up ? next - more : Math.max(0, next - size + 1);
  const high = up ? next + size - 1 : next + more;
  const edge = up ? high : low;
  const commands = scored ? [sequence.range(low, high)] : [sequence.bareRange(low, high), sequence.range(edge, edge)];
  const answer = link.bulk(async (redis): Promise<Answer> => {
    const sentAtMs = Date.now();
    const [time, reply, edgeReply] = await pipelined(redis, [TIME, ...commands]);
    const found = scored ? sequence.items(reply, low) : sequence.bareItems(reply, low);
    if (!up) found.reverse();
    const [known] = scored ? [] : sequence.items(edgeReply, edge);
    if (known && found.at(-1)?.bytes.equals(known.bytes)) found[found.length - 1] = known;
    return { items: found, tookMs: clockMs(time) - sentAtMs };
  });
  // A page that nobody waits for any more may fail unheard; one that is waited for throws there.
  answer.catch(() => {});
  return { low, high, overlap, wanted: high - low + 1 - more, answer };
}

/** The first position not yet read: behind an entry, or behind where it was. */
async function positionAfter(link: RedisLink, sequence: Sequence, item: Item, up: boolean): Promise<number> {
  return link.bulk(async (redis) => {
    if (item.score !== null) {
      const [rank] = await pipelined(redis, [["ZRANK", sequence.key, item.bytes]]);
      if (typeof rank === "number") return up ? rank + 1 : rank - 1;
      const behind = await rankAfter(redis, sequence.key, { bytes: item.bytes, score: item.score });
      return up ? behind : behind - 1;
    }
    const { item: found, pos } = await locate(redis, sequence, anchorOf(item));
    if (found) return up ? pos + 1 : pos - 1;
    return up ? 0 : pos - 1;
  });
}

/** So many that one command stays short, also where payloads are large. */
function sizeAfter(items: readonly Item[]): number {
  const bytes = items.reduce((sum, item) => sum + item.bytes.length, 0);
  const fitting = Math.floor(limits.searchPageBytes / Math.max(1, bytes / Math.max(1, items.length)));
  return Math.max(1, Math.min(limits.searchPageEntries, fitting));
}
