import "server-only";
import type { Redis } from "ioredis";
import { limits } from "@/lib/config/limits";
import type { SidekiqContext } from "./context";

/** A member of a set with its score as Redis prints it. */
export interface SetMember {
  readonly bytes: Buffer;
  readonly score: string;
  readonly rank: number;
}

export interface WalkStart {
  /** First score to visit; null = the lowest. */
  readonly score: string | null;
  /** Members of that score to pass over. */
  readonly skip: number;
}

/** A page aims at this many bytes, so that megabyte payloads are read a few at a time. */
const PAGE_BYTES = 512 * 1024;
const FIRST_PAGE = 50;

/**
 * The members of a set from `start` upwards, in Redis' order (score, then bytes), a page at a time. It visits
 * every member that is there throughout the walk, whatever is added or removed meanwhile: each page begins at
 * the last member seen, and when that is no longer where it was, its place is found again.
 */
export async function* walkSet(
  { link }: SidekiqContext,
  key: string,
  start: WalkStart,
  lane: "read" | "bulk",
  signal?: AbortSignal,
): AsyncGenerator<SetMember[]> {
  const read = (seen: SetMember | null, size: number): Promise<SetMember[]> =>
    link[lane](async (redis) => {
      if (!seen) {
        const base = start.score === null ? 0 : await redis.zcount(key, "-inf", `(${start.score}`);
        return readRange(redis, key, base + start.skip, size);
      }
      const overlapping = await readRange(redis, key, seen.rank, size + 1);
      if (overlapping[0]?.bytes.equals(seen.bytes) && overlapping[0].score === seen.score) return overlapping.slice(1);
      return readRange(redis, key, await rankAfter(redis, key, seen), size);
    });
  let reading = read(null, FIRST_PAGE);
  for (;;) {
    const page: SetMember[] = await reading;
    const last = page.at(-1);
    if (!last) return;
    signal?.throwIfAborted();
    // The next page is on its way while this one is looked at.
    reading = read(last, nextSize(page));
    reading.catch(() => {});
    yield page;
  }
}

/** @returns members by rank, with scores as printed. */
export async function readRange(redis: Redis, key: string, from: number, count: number): Promise<SetMember[]> {
  const flat = await redis.zrangeBuffer(key, from, String(from + count - 1), "WITHSCORES");
  return pairs(flat, from);
}

export function pairs(flat: readonly Buffer[], firstRank: number): SetMember[] {
  const members: SetMember[] = [];
  for (let i = 0; i + 1 < flat.length; i += 2) {
    const [bytes, score] = [flat[i], flat[i + 1]];
    if (bytes && score) members.push({ bytes, score: score.toString("latin1"), rank: firstRank + i / 2 });
  }
  return members;
}

export function sameScore(a: string, b: string): boolean {
  return a === b || scoreNumber(a) === scoreNumber(b);
}

/** Redis prints `inf`, `-inf` and decimal digits. */
export function scoreNumber(score: string): number {
  if (/^[+]?inf/i.test(score)) return Number.POSITIVE_INFINITY;
  if (/^-inf/i.test(score)) return Number.NEGATIVE_INFINITY;
  return Number(score);
}

/** Rank of the first member behind `seen` in (score, bytes) order, also when `seen` itself is gone. */
export async function rankAfter(redis: Redis, key: string, seen: Pick<SetMember, "bytes" | "score">): Promise<number> {
  let low = await redis.zcount(key, "-inf", `(${seen.score}`);
  let high = low + (await redis.zcount(key, seen.score, seen.score));
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const [member] = await readRange(redis, key, middle, 1);
    const before =
      member &&
      (scoreNumber(member.score) < scoreNumber(seen.score) ||
        (sameScore(member.score, seen.score) && Buffer.compare(member.bytes, seen.bytes) <= 0));
    if (before) low = middle + 1;
    else high = middle;
  }
  return low;
}

function nextSize(page: readonly SetMember[]): number {
  const bytes = page.reduce((sum, member) => sum + member.bytes.length, 0);
  const fitting = Math.floor(PAGE_BYTES / Math.max(1, bytes / page.length));
  return Math.max(1, Math.min(limits.rangeMax - 1, fitting));
}
