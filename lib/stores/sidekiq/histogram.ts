import "server-only";
import type { Redis } from "ioredis";
import type { JobHistogram, JobSetName } from "@/lib/domain/job.schema";
import { pipelined } from "@/lib/redis/pipeline";
import type { SidekiqKeys } from "./keys";
import { clockMs, TIME } from "./page";
import { integer, sequenceOf } from "./sequence";

/** Further from now than ten years no job is meant to be: infinities, zeros and typing errors, which would flatten the rest. */
const FARTHEST_SEC = 10 * 365.25 * 86_400;

/**
 * How many entries of a set fall into each of `buckets` equal spans between its lowest and its highest score.
 * Two round trips; no command is slower than O(log n). Empty `counts` when nothing is within ten years of now.
 * @throws AppError when the key is no sorted set
 */
export async function readHistogram(
  redis: Redis,
  keys: SidekiqKeys,
  set: JobSetName,
  buckets: number,
): Promise<JobHistogram> {
  const sequence = sequenceOf({ set }, keys);
  const { key } = sequence;
  const aroundSec = Date.now() / 1_000;
  const [low, high] = [Math.floor(aroundSec - FARTHEST_SEC), Math.ceil(aroundSec + FARTHEST_SEC)];
  const [lowest, highest, time] = await pipelined(redis, [
    ["ZRANGEBYSCORE", key, low, high, "WITHSCORES", "LIMIT", 0, 1],
    ["ZREVRANGEBYSCORE", key, high, low, "WITHSCORES", "LIMIT", 0, 1],
    TIME,
  ]);
  const nowMs = clockMs(time);
  const [first, last] = [sequence.items(lowest, 0)[0], sequence.items(highest, 0)[0]];
  if (!first || !last) return { fromMs: nowMs, toMs: nowMs, stepMs: 0, counts: [], nowMs };
  const fromSec = Math.floor(Number(first.score));
  const stepSec = Math.max(1, Math.ceil((Math.floor(Number(last.score)) + 1 - fromSec) / buckets));
  const edge = (index: number) => fromSec + index * stepSec;
  const counts = await pipelined(
    redis,
    Array.from({ length: buckets }, (_, index) => ["ZCOUNT", key, edge(index), `(${edge(index + 1)}`]),
  );
  return {
    fromMs: fromSec * 1_000,
    toMs: edge(buckets) * 1_000,
    stepMs: stepSec * 1_000,
    counts: counts.map(integer),
    nowMs,
  };
}
