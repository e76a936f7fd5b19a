import "server-only";
import type { JobSetName } from "@/lib/domain/job.schema";
import { queueVisible } from "@/lib/domain/queue-glob";
import type { ErrorIndex, IndexState } from "./error-index";

export const TREND_HOURS = 24;
const HOUR_SEC = 3_600;
const SET_NUMBER: Record<JobSetName, number> = { retry: 0, dead: 1, scheduled: 2 };

/** What a caller sees of one group. */
export interface GroupTally {
  readonly number: number;
  readonly counts: Record<JobSetName, number>;
  readonly total: number;
  readonly firstSec: number;
  readonly lastSec: number;
  /** Entries by the hour of their latest failure, the current hour last. */
  readonly trend: number[];
  readonly queues: { name: string; count: number }[];
}

/** Counts the failures a caller sees, group by group. About 10 ns a failure. */
export function tally(index: ErrorIndex, state: IndexState, globs: readonly string[] | null): GroupTally[] {
  const size = index.groups.length;
  const counts = new Uint32Array(size * 3);
  const first = new Uint32Array(size).fill(0xffffffff);
  const last = new Uint32Array(size);
  const trend = new Uint32Array(size * TREND_HOURS);
  const mainQueue = new Int32Array(size).fill(-1);
  const mainCount = new Uint32Array(size);
  const otherQueues = new Map<number, Map<number, number>>();
  const seen = globs === null ? null : index.queues.map((name) => name !== null && queueVisible(name, globs));
  const thisHour = Math.floor(state.nowMs / 1_000 / HOUR_SEC);
  for (const chunk of state.chunks) {
    const set = SET_NUMBER[chunk.set];
    const { groups, lastSec, firstSec, queues, rows } = chunk;
    for (let at = 0; at < rows; at++) {
      const queue = queues[at] ?? 0;
      if (seen && !seen[queue]) continue;
      const group = groups[at] ?? 0;
      counts[group * 3 + set] = (counts[group * 3 + set] ?? 0) + 1;
      const failed = lastSec[at] ?? 0;
      if (failed > (last[group] ?? 0)) last[group] = failed;
      const begun = firstSec[at] ?? 0;
      if (begun !== 0 && begun < (first[group] ?? 0)) first[group] = begun;
      const ago = thisHour - Math.floor(failed / HOUR_SEC);
      if (ago < TREND_HOURS) {
        const hour = group * TREND_HOURS + TREND_HOURS - 1 - Math.max(0, ago);
        trend[hour] = (trend[hour] ?? 0) + 1;
      }
      if (mainQueue[group] === queue) mainCount[group] = (mainCount[group] ?? 0) + 1;
      else if (mainQueue[group] === -1) {
        mainQueue[group] = queue;
        mainCount[group] = 1;
      } else {
        const others = otherQueues.get(group) ?? new Map<number, number>();
        otherQueues.set(group, others.set(queue, (others.get(queue) ?? 0) + 1));
      }
    }
  }
  const result: GroupTally[] = [];
  for (let number = 1; number < size; number++) {
    const [retry = 0, dead = 0, scheduled = 0] = counts.subarray(number * 3, number * 3 + 3);
    const total = retry + dead + scheduled;
    if (total === 0) continue;
    const firstSec = first[number] ?? 0;
    result.push({
      number,
      counts: { retry, dead, scheduled },
      total,
      firstSec: firstSec === 0xffffffff ? 0 : firstSec,
      lastSec: last[number] ?? 0,
      trend: [...trend.subarray(number * TREND_HOURS, (number + 1) * TREND_HOURS)],
      queues: queuesOf(index, [[mainQueue[number] ?? 0, mainCount[number] ?? 0], ...(otherQueues.get(number) ?? [])]),
    });
  }
  return result;
}

function queuesOf(index: ErrorIndex, counted: readonly (readonly [number, number])[]) {
  return counted
    .flatMap(([queue, count]) => {
      const name = index.queues[queue];
      return typeof name === "string" ? [{ name, count }] : [];
    })
    .sort((a, b) => b.count - a.count || (a.name < b.name ? -1 : 1));
}

/** Where entries of a group are: the latest failures first, at most `limit` of them. */
export function scoresOf(
  index: ErrorIndex,
  state: IndexState,
  number: number,
  globs: readonly string[] | null,
  limit: number,
): { set: JobSetName; score: number; lastSec: number }[] {
  const seen = globs === null ? null : index.queues.map((name) => name !== null && queueVisible(name, globs));
  const found: { set: JobSetName; score: number; lastSec: number }[] = [];
  for (const chunk of state.chunks) {
    for (let at = 0; at < chunk.rows; at++) {
      if (chunk.groups[at] !== number || (seen && !seen[chunk.queues[at] ?? 0])) continue;
      found.push({ set: chunk.set, score: chunk.scores[at] ?? 0, lastSec: chunk.lastSec[at] ?? 0 });
      if (found.length >= limit * 4) keepLatest(found, limit);
    }
  }
  keepLatest(found, limit);
  return found;
}

function keepLatest(found: { lastSec: number }[], limit: number): void {
  found.sort((a, b) => b.lastSec - a.lastSec);
  found.length = Math.min(found.length, limit);
}
