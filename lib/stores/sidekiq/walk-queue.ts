import "server-only";
import { limits } from "@/lib/config/limits";
import type { SidekiqContext } from "./context";

/** An entry of a queue; `fromTail` 0 is the next to run. */
export interface QueueMember {
  readonly bytes: Buffer;
  readonly fromTail: number;
}

const PAGE_BYTES = 512 * 1024;
const FIRST_PAGE = 50;
/** Entries that may be popped between two pages before the place is looked for again. */
const OVERLAP = 20;

/**
 * A queue from the next to run to the newest, a page at a time, to what was its newest entry at the start. What is
 * popped meanwhile moves the rest nearer to the tail: each page begins a little before the last entry seen, and
 * when that has gone, at the tail.
 */
export async function* walkQueue(
  { link }: SidekiqContext,
  key: string,
  lane: "read" | "bulk",
  signal?: AbortSignal,
): AsyncGenerator<QueueMember[]> {
  let left = await link[lane]((redis) => redis.llen(key));
  let last: QueueMember | null = null;
  let size = FIRST_PAGE;
  while (left > 0) {
    signal?.throwIfAborted();
    const from: number = last === null ? 0 : Math.max(0, last.fromTail - OVERLAP);
    const page: QueueMember[] = await readTail(from, size + (last === null ? 0 : last.fromTail - from + 1));
    const fresh: QueueMember[] | null = last === null ? page : behind(page, last, from);
    if (fresh === null) {
      last = null;
      continue;
    }
    if (fresh.length === 0) return;
    const shown: QueueMember[] = fresh.slice(0, left);
    yield shown;
    left -= shown.length;
    last = shown.at(-1) ?? null;
    const average = shown.reduce((sum, { bytes }) => sum + bytes.length, 0) / shown.length;
    size = Math.max(1, Math.min(limits.rangeMax - OVERLAP - 1, Math.floor(PAGE_BYTES / Math.max(1, average))));
  }

  async function readTail(from: number, count: number): Promise<QueueMember[]> {
    const page = await link[lane]((redis) => redis.lrangeBuffer(key, -(from + count), -(from + 1)));
    return page.reverse().map((bytes, i) => ({ bytes, fromTail: from + i }));
  }
}

/** What stands behind the last entry seen; null when it is no longer there and everything may have moved. */
function behind(page: readonly QueueMember[], last: QueueMember, from: number): QueueMember[] | null {
  const at = page.findLastIndex(({ bytes, fromTail }) => fromTail <= last.fromTail && bytes.equals(last.bytes));
  if (at >= 0) return page.slice(at + 1);
  return from === 0 ? [...page] : null;
}
