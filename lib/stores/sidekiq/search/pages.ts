import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import { limits } from "@/lib/config/limits";
import { isAppError } from "@/lib/errors/app-error";
import type { RedisLink } from "@/lib/redis/link";
import { pipelined } from "@/lib/redis/pipeline";
import { anchorOf } from "../cursor";
import type { BytesTest } from "../filter-bytes";
import { clockMs, TIME } from "../page";
import { locate } from "../relocate";
import type { Item, Sequence } from "../sequence";
import { rankAfter } from "../walk";
import { PageTaker } from "./page-taker";

/** Some entries in reading order. */
export interface ScannedPage {
  /** Those whose bytes may be meant. */
  readonly items: readonly Item[];
  /** How many were looked at. */
  readonly count: number;
  readonly slowed: boolean;
}

export interface PageOptions {
  /** Rising in position, or falling. */
  readonly up: boolean;
  /** Entries there are; what is pushed behind them meanwhile is seen as well. */
  readonly total: number;
  /** Whether the next pages to be asked for bring scores. */
  readonly scored: () => boolean;
  /** Tells by their bytes which entries are wanted; null where all are. */
  readonly mayMean: BytesTest | null;
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
  /** The first and the last of all there are, wanted or not. */
  readonly first: Item | null;
  readonly last: Item | null;
  readonly count: number;
  readonly bytes: number;
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
      const request = ask(link, sequence, {
        next,
        size,
        up,
        overlap,
        scored: options.scored(),
        mayMean: options.mayMean,
      });
      asked.push(request);
      next = up ? request.high + 1 : request.low - 1;
    }
    const first = asked.shift();
    if (!first) return;
    const waitsSinceMs = performance.now();
    const { items, count, ...page } = await first.answer;
    quickestMs = Math.min(quickestMs, page.tookMs);
    const waitedMs = Math.min(performance.now() - waitsSinceMs, page.tookMs - quickestMs);
    slowed = waitedMs > limits.searchReplyMs;
    if (slowed) await sleep(Math.min(waitedMs, limits.searchPauseMs), undefined, signal ? { signal } : {});
    const before: Item | null = last;
    const again: number = first.overlap && before ? 1 : 0;
    if (again && before) {
      if (!page.first?.bytes.equals(before.bytes)) {
        asked = [];
        next = await positionAfter(link, sequence, before, up);
        last = null;
        continue;
      }
      if (items[0]?.pos === page.first.pos) items.shift();
    }
    last = (count > again ? page.last : null) ?? before;
    if (count > again) yield { items, count: count - again, slowed };
    if (up ? count - again < first.wanted : first.low === 0) return;
    size = sizeAfter(page.bytes, count);
  }
}

interface Next {
  readonly next: number;
  readonly size: number;
  readonly up: boolean;
  readonly overlap: boolean;
  readonly scored: boolean;
  readonly mayMean: BytesTest | null;
}

/** Without scores a page is read half again as fast; only its last entry has one, to find its place again by. */
function ask(link: RedisLink, sequence: Sequence, { next, size, up, overlap, scored, mayMean }: Next): Asked {
  const more = overlap ? 1 : 0;
  const low = up ? next - more : Math.max(0, next - size + 1);
  const high = up ? next + size - 1 : next + more;
  const edge = up ? high : low;
  const page = new PageTaker(sequence, { low, up, scored: scored && "set" in sequence.list, mayMean });
  const sentAtMs = Date.now();
  const answer = link
    .scan([
      { command: TIME },
      { command: scored ? sequence.range(low, high) : sequence.bareRange(low, high), take: page.take },
      ...(scored ? [] : [{ command: sequence.range(edge, edge) }]),
    ])
    .then(([time, reply, edgeReply]): Answer => {
      if (isAppError(reply)) throw reply;
      const [known] = scored ? [] : sequence.items(edgeReply, edge);
      return { ...page.result(known ?? null), tookMs: clockMs(time) - sentAtMs };
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
function sizeAfter(bytes: number, count: number): number {
  const fitting = Math.floor(limits.searchPageBytes / Math.max(1, bytes / Math.max(1, count)));
  return Math.max(1, Math.min(limits.searchPageEntries, fitting));
}
