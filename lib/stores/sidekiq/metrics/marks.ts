import "server-only";
import type { Redis } from "ioredis";
import { limits } from "@/lib/config/limits";
import type { DeployMark, DeployResult } from "@/lib/domain/metrics.schema";
import type { Script } from "@/lib/redis/link";
import { pipelined } from "@/lib/redis/pipeline";
import type { SidekiqContext } from "../context";
import { clockMs, TIME } from "../page";
import { type HashRead, readHashes } from "./hashes";
import { MINUTE_MS, marksKey } from "./keys";
import { FRESH_MS } from "./settled";
import { TimedCache } from "./timed-cache";

const DAY_MS = 86_400_000;
const DAYS_KEPT = 10;
const STAMP = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d+)?)?(?:Z|[+-]\d\d:?\d\d)$/;

/** `deploy.rb` of 7.3.10 and 8.1.7: a label marks once a minute, and a minute has one label. */
const lua = `
-- KEYS: deploylock-LABEL, YYYYMMDD-marks   ARGV: ISO minute, label
-- Reply: 1 marked, 0 repeated, 2 the minute has another label
if not redis.call('SET', KEYS[1], ARGV[1], 'NX', 'EX', '60') then return 0 end
local written = redis.pcall('HSETNX', KEYS[2], ARGV[1], ARGV[2])
if type(written) == 'table' then
  redis.call('DEL', KEYS[1])
  return redis.error_reply(written.err)
end
redis.call('EXPIRE', KEYS[2], 90 * 24 * 60 * 60)
return written == 1 and 1 or 2
`;
const markDeploy: Script = { name: "mark-deploy", lua };
const STATUSES: readonly DeployResult["status"][] = ["repeated", "marked", "minute_taken"];

interface Marks {
  readonly marks: DeployMark[];
  readonly complete: boolean;
}

/** Deploys between two times, oldest first, at most 200. 7.x itself shows those of the current UTC day alone. */
export async function readMarks(redis: Redis, { keys }: SidekiqContext, fromMs: number, toMs: number): Promise<Marks> {
  const days = daysOf(fromMs, toMs).map((day) => keys.any(marksKey(day)));
  return marksOf(await readHashes(redis, days), fromMs, toMs);
}

/** The same, read at most every two seconds, and anew after one was marked here. */
export class MarkReader {
  readonly #ctx: SidekiqContext;
  #days = new TimedCache<number, HashRead>(DAYS_KEPT);

  constructor(ctx: SidekiqContext) {
    this.#ctx = ctx;
  }

  async read(redis: Redis, fromMs: number, toMs: number): Promise<Marks> {
    const days = daysOf(fromMs, toMs);
    const missing = days.filter((day) => this.#days.get(day) === undefined);
    const keys = missing.map((day) => this.#ctx.keys.any(marksKey(day)));
    for (const [index, read] of (await readHashes(redis, keys)).entries()) {
      this.#days.set(missing[index] ?? 0, read, 1, FRESH_MS);
    }
    return marksOf(
      days.flatMap((day) => this.#days.get(day) ?? []),
      fromMs,
      toMs,
    );
  }

  /** Marks the current minute of the store's clock as `Sidekiq::Deploy.mark!(label)` does. */
  async write(label: string): Promise<DeployResult> {
    const { link, keys } = this.#ctx;
    const [time] = await link.read((redis) => pipelined(redis, [TIME]));
    const nowMs = clockMs(time);
    const atMs = nowMs - (nowMs % MINUTE_MS);
    const stamp = new Date(atMs).toISOString().replace(".000Z", "Z");
    const reply = await link.run(
      markDeploy,
      [keys.any(`deploylock-${label}`), keys.any(marksKey(atMs))],
      [stamp, label],
    );
    this.#days = new TimedCache(DAYS_KEPT);
    return { status: STATUSES[Number(reply)] ?? "repeated", atMs };
  }
}

function daysOf(fromMs: number, toMs: number): number[] {
  const days: number[] = [];
  for (let atMs = fromMs - (fromMs % DAY_MS); atMs <= toMs; atMs += DAY_MS) days.push(atMs);
  return days;
}

function marksOf(reads: readonly HashRead[], fromMs: number, toMs: number): Marks {
  const marks = reads
    .flatMap(({ fields }) => fields)
    .map(([stamp, label]) => ({
      atMs: STAMP.test(stamp) ? Date.parse(stamp) : Number.NaN,
      label: label.slice(0, limits.deployLabelChars),
    }))
    .filter(({ atMs }) => atMs >= fromMs && atMs <= toMs)
    .sort((a, b) => a.atMs - b.atMs);
  return {
    marks: marks.slice(-limits.deployMarks),
    complete: reads.every((read) => read.complete) && marks.length <= limits.deployMarks,
  };
}
