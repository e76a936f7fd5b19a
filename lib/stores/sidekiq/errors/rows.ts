import "server-only";
import { limits } from "@/lib/config/limits";
import { errorGroupKey } from "@/lib/domain/error-group";
import type { JobSetName } from "@/lib/domain/job.schema";
import { pipelined } from "@/lib/redis/pipeline";
import type { CallOptions, ComparedJob, FailedRow } from "@/lib/stores/port";
import type { SidekiqContext } from "../context";
import { argNodes, type ReadPayload, readPayload, toEntry } from "../entry";
import { maskText } from "../masking";
import { asString } from "../payload-parse";
import { buffers, sequenceOf } from "../sequence";
import { secondsMs, timeMs } from "../times";
import { readWork, setMembers } from "../work";
import { failureOf } from "./failure";
import { scoreText } from "./scan";

const PER_SCORE = 100;
const PROCESSES = 100;
const TREE = { nodes: 300, depth: 6, stringChars: 200 };

/** Members of one group where they were seen. */
export async function failedRows(
  { link, keys }: SidekiqContext,
  set: JobSetName,
  scores: readonly number[],
  group: number,
  options: CallOptions = {},
): Promise<FailedRow[]> {
  const sequence = sequenceOf({ set }, keys);
  const distinct = [...new Set(scores)];
  const replies = await link.bulk((redis) => {
    options.signal?.throwIfAborted();
    return pipelined(
      redis,
      distinct.map((score) => [
        "ZRANGEBYSCORE",
        keys.set(set),
        scoreText(score),
        scoreText(score),
        "WITHSCORES",
        "LIMIT",
        0,
        PER_SCORE,
      ]),
    );
  });
  return replies.flatMap((reply) => {
    const flat = buffers(reply);
    const rows: FailedRow[] = [];
    for (let i = 0; i + 1 < flat.length; i += 2) {
      const [bytes, printed] = [flat[i], flat[i + 1]?.toString("latin1") ?? null];
      const read = bytes && readPayload(bytes);
      const failure = read && failureOf(read, set);
      if (!bytes || !failure || errorGroupKey(failure) !== group) continue;
      const ref = sequence.ref({ bytes, score: printed, pos: 0 });
      const found = { ref, place: { kind: set }, atMs: secondsMs(printed) };
      rows.push({ entry: toEntry(read, found), compared: compared(read, null) });
    }
    return rows;
  });
}

/** Jobs of a class that wait in the queues, run, or are scheduled and no retry. */
export async function waitingJobs(
  ctx: SidekiqContext,
  jobClass: string | null,
  queues: readonly string[],
  limit: number,
  options: CallOptions = {},
): Promise<{ jobs: ComparedJob[]; looked: number }> {
  const { link, keys } = ctx;
  const jobs: ComparedJob[] = [];
  let looked = 0;
  const take = (bytes: Buffer, host: string | null) => {
    looked++;
    const read = readPayload(bytes);
    const failed = read.fields.has("error_class") || (read.job.activeJob?.executions ?? 0) > 0;
    if (!failed && read.job.class === jobClass && jobs.length < limit) jobs.push(compared(read, host));
  };
  for (const queue of queues) {
    for (let from = 0; from < limit && jobs.length < limit; from += limits.rangeMax) {
      options.signal?.throwIfAborted();
      const to = from + limits.rangeMax - 1;
      const page = await link.bulk((redis) => redis.lrangeBuffer(keys.queue(queue), from, to));
      for (const bytes of page) take(bytes, null);
      if (page.length < limits.rangeMax) break;
    }
  }
  const planned = await link.bulk((redis) => redis.zrangeBuffer(keys.set("scheduled"), 0, String(limits.rangeMax - 1)));
  for (const bytes of planned) take(bytes, null);
  const running = await link.bulk(async (redis) => {
    const identities = await setMembers(redis, keys.processes);
    return readWork(redis, ctx, identities.slice(0, PROCESSES));
  });
  for (const { payload, process, queue } of running) {
    if (queues.includes(queue)) take(payload, process.split(":")[0] ?? null);
  }
  return { jobs, looked };
}

function compared(read: ReadPayload, host: string | null): ComparedJob {
  const { fields } = read;
  const tags = fields.get("tags");
  const given = Array.isArray(tags) ? tags.filter((tag) => typeof tag === "string") : [];
  return {
    args: argNodes(read, { ...TREE, mask: true }, fields.get("encrypt") === true),
    queue: asString(fields.get("queue")),
    tags: given.slice(0, limits.tagsPerJob).map((tag) => maskText(tag).slice(0, 200)),
    host,
    createdAtMs: timeMs(fields.get("created_at")),
  };
}
