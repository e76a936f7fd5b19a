import "server-only";
import type { Redis } from "ioredis";
import type { DeployMark, DeployResult } from "@/lib/domain/metrics.schema";
import type { Script } from "@/lib/redis/link";
import { pipelined } from "@/lib/redis/pipeline";
import type { SidekiqContext } from "../context";
import { clockMs, TIME } from "../page";
import { readHashes } from "./hashes";
import { MINUTE_MS, marksKey } from "./keys";

const DAY_MS = 86_400_000;
const LABEL_CHARS = 200;
const MARKS_MAX = 200;
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

/** Deploys between two times, oldest first, at most 200. 7.x itself shows those of the current UTC day alone. */
export async function readMarks(
  redis: Redis,
  { keys }: SidekiqContext,
  fromMs: number,
  toMs: number,
): Promise<{ marks: DeployMark[]; complete: boolean }> {
  const days: string[] = [];
  for (let atMs = fromMs - (fromMs % DAY_MS); atMs <= toMs; atMs += DAY_MS) days.push(keys.any(marksKey(atMs)));
  const reads = await readHashes(redis, days);
  const marks = reads
    .flatMap(({ fields }) => fields)
    .map(([stamp, label]) => ({
      atMs: STAMP.test(stamp) ? Date.parse(stamp) : Number.NaN,
      label: label.slice(0, LABEL_CHARS),
    }))
    .filter(({ atMs }) => atMs >= fromMs && atMs <= toMs)
    .sort((a, b) => a.atMs - b.atMs);
  return {
    marks: marks.slice(-MARKS_MAX),
    complete: reads.every((read) => read.complete) && marks.length <= MARKS_MAX,
  };
}

/** Marks the current minute of the store's clock as `Sidekiq::Deploy.mark!(label)` does. */
export async function writeMark({ link, keys }: SidekiqContext, label: string): Promise<DeployResult> {
  const [time] = await link.read((redis) => pipelined(redis, [TIME]));
  const nowMs = clockMs(time);
  const atMs = nowMs - (nowMs % MINUTE_MS);
  const stamp = new Date(atMs).toISOString().replace(".000Z", "Z");
  const reply = await link.run(markDeploy, [keys.any(`deploylock-${label}`), keys.any(marksKey(atMs))], [stamp, label]);
  return { status: STATUSES[Number(reply)] ?? "repeated", atMs };
}
