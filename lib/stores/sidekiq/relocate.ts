import "server-only";
import type { Redis } from "ioredis";
import { limits } from "@/lib/config/limits";
import { pipelined } from "@/lib/redis/pipeline";
import type { Anchor } from "./cursor";
import { hashText } from "./ref";
import { type Item, integer, type Sequence } from "./sequence";

export interface Located {
  /** The entry itself, or null when it was not found. */
  readonly item: Item | null;
  /** Where it is, or where it would be. */
  readonly pos: number;
}

interface Bounds {
  readonly low: number;
  readonly high: number;
  /** Entries that may be looked at. */
  readonly reach: number;
}

/**
 * Finds an entry again by its identity, outwards from where it was last seen: in a set among the entries of
 * its score, in a queue within a bounded window.
 */
export async function locate(redis: Redis, sequence: Sequence, anchor: Anchor): Promise<Located> {
  const [first, length] = await pipelined(redis, [sequence.range(anchor.pos, anchor.pos), sequence.length]);
  const [there] = sequence.items(first, anchor.pos);
  if (there && hashText(there.bytes) === anchor.hash) return { item: there, pos: anchor.pos };
  const bounds: Bounds =
    anchor.score === null
      ? { low: 0, high: integer(length) - 1, reach: limits.scanPerRequest }
      : await scoreBounds(redis, sequence.key, anchor.score);
  const start = Math.max(bounds.low, Math.min(anchor.pos, bounds.high + 1));
  const item = await searchOutwards(redis, sequence, anchor.hash, start, bounds);
  return { item, pos: item?.pos ?? start };
}

async function scoreBounds(redis: Redis, key: string, score: string): Promise<Bounds> {
  const [below, same] = await pipelined(redis, [
    ["ZCOUNT", key, "-inf", `(${score}`],
    ["ZCOUNT", key, score, score],
  ]);
  const low = integer(below);
  return { low, high: low + integer(same) - 1, reach: limits.equalScoreWindow };
}

/** Chunks grow from 50 to `limits.rangeMax`: the entry is nearly always close by, and payloads may be large. */
async function searchOutwards(
  redis: Redis,
  sequence: Sequence,
  hash: string,
  start: number,
  bounds: Bounds,
): Promise<Item | null> {
  let above = start;
  let below = start - 1;
  let looked = 0;
  for (let size = 50; looked < bounds.reach; size = Math.min(size * 2, limits.rangeMax)) {
    const ranges: [number, number][] = [];
    if (above <= bounds.high) ranges.push([above, Math.min(above + size - 1, bounds.high)]);
    if (below >= bounds.low) ranges.push([Math.max(below - size + 1, bounds.low), below]);
    if (ranges.length === 0) return null;
    const commands = ranges.map(([low, high]) => sequence.range(low, high));
    const replies = await pipelined(redis, commands);
    for (const [index, [low]] of ranges.entries()) {
      const items = sequence.items(replies[index], low);
      const found = items.find((item) => hashText(item.bytes) === hash);
      if (found) return found;
      looked += Math.max(1, items.length);
    }
    above += size;
    below -= size;
  }
  return null;
}
