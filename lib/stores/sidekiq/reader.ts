import "server-only";
import type { Redis } from "ioredis";
import { limits } from "@/lib/config/limits";
import type { FindResult, JobDetail, JobEntry } from "@/lib/domain/job.schema";
import { isAppError } from "@/lib/errors/app-error";
import { pipelined } from "@/lib/redis/pipeline";
import type { CallOptions, JobReader, ListRef, ListRequest, ReadOptions } from "@/lib/stores/port";
import type { SidekiqContext } from "./context";
import { cronRunsFor } from "./cron-runs";
import { readDaily } from "./daily";
import { toDetail } from "./detail";
import { readPayload } from "./entry";
import { exportRows } from "./export";
import { predicateOf } from "./filter";
import { carries, findStep, linkChains } from "./find";
import { readHistogram } from "./histogram";
import { readIteration } from "./iteration";
import { readNeighbours } from "./neighbours";
import { entryOf, readPage } from "./page";
import { asString } from "./payload-parse";
import { decodeRef, hashText } from "./ref";
import { locate } from "./relocate";
import { scanPage } from "./scan";
import { search } from "./search/search";
import { readValues } from "./search/values";
import { type Item, integer, sequenceOf } from "./sequence";
import { secondsMs } from "./times";
import { whereabouts } from "./whereabouts";
import { foundWork, toWork, type Work } from "./work";

/** Reads jobs wherever they are; see `JobReader`. */
export function createReader(ctx: SidekiqContext): JobReader {
  const { link, keys } = ctx;

  async function page(list: ListRef, request: ListRequest, options?: CallOptions) {
    const sequence = sequenceOf(list, keys);
    const narrowed = request.queueGlobs && "set" in list ? request.queueGlobs : undefined;
    if (!request.q && !narrowed) return link.read((redis) => readPage(redis, sequence, request));
    const q = request.q || null;
    const predicate = predicateOf(q, narrowed, Date.now(), await cronRunsFor(ctx, q));
    return link.bulk((redis) => scanPage(redis, sequence, request, predicate, options?.signal));
  }

  async function detailOf(redis: Redis, list: ListRef, item: Item, reveal: boolean): Promise<JobDetail> {
    const sequence = sequenceOf(list, keys);
    const place = "set" in list ? { kind: list.set } : { kind: "queue" as const, queue: list.queue };
    const found = { ref: sequence.ref(item), place, atMs: secondsMs(item.score) };
    const iteration = await readIteration(redis, ctx, jidOf(item.bytes));
    return toDetail(item.bytes, found, { reveal, position: item.pos, iteration });
  }

  async function workDetail(redis: Redis, work: Work, reveal: boolean): Promise<JobDetail> {
    const iteration = await readIteration(redis, ctx, jidOf(work.payload));
    return toDetail(work.payload, foundWork(work), { reveal, position: null, iteration });
  }

  async function seek(redis: Redis, text: string): Promise<{ list: ListRef; item: Item } | Work | null> {
    const ref = decodeRef(text);
    if (!ref) return null;
    if (ref.kind === "running") {
      const record = await runningRecord(redis, ctx, ref.process, ref.thread);
      return record && hashText(record) === ref.hash ? toWork(ref.process, ref.thread, record) : null;
    }
    const list: ListRef = ref.kind === "set" ? { set: ref.set } : { queue: ref.queue };
    const anchor =
      ref.kind === "set"
        ? { hash: ref.hash, score: ref.score, pos: ref.rank }
        : { hash: ref.hash, score: null, pos: ref.fromTail };
    const { item } = await locate(redis, sequenceOf(list, keys), anchor);
    return item && { list, item };
  }

  async function entry(ref: string, options?: ReadOptions): Promise<JobDetail | null> {
    return link.read(async (redis) => {
      const found = await seek(redis, ref);
      if (!found) return null;
      const reveal = options?.reveal ?? false;
      return "list" in found ? detailOf(redis, found.list, found.item, reveal) : workDetail(redis, found, reveal);
    });
  }

  async function find(
    id: string,
    request: { hint: string | null; cursor: string | null },
    options?: ReadOptions,
  ): Promise<FindResult> {
    const reveal = options?.reveal ?? false;
    return link.bulk(async (redis) => {
      const hinted = request.cursor === null && request.hint ? await seek(redis, request.hint) : null;
      const { hits, ...step } = await findStep(redis, ctx, id, request.cursor, options?.signal);
      const details: JobDetail[] = [];
      if (hinted && "list" in hinted && carries(hinted.item.bytes, id)) {
        details.push(await detailOf(redis, hinted.list, hinted.item, reveal));
      }
      for (const work of hits.work) details.push(await workDetail(redis, work, reveal));
      for (const { list, item } of hits.items) details.push(await detailOf(redis, list, item, reveal));
      return { ...step, places: linkChains(distinct(details)) };
    });
  }

  return {
    page,
    entry,
    find,
    search: (request, options) => search(ctx, request, options),
    values: (request, options) => readValues(ctx, request, options),
    payload: (ref) =>
      link.read(async (redis) => {
        const found = await seek(redis, ref);
        return found && ("list" in found ? found.item.bytes : found.payload);
      }),
    newest: (set, limit) => link.read((redis) => newest(redis, ctx, set, Math.min(limit, limits.rangeMax))),
    whereabouts: (request, options) => whereabouts(ctx, request, options),
    export: (list, request, options) => exportRows(ctx, list, request, options),
    neighbours: (ref, request, options) => readNeighbours(ctx, ref, request, options),
    histogram: (set, buckets) => link.read((redis) => readHistogram(redis, keys, set, buckets)),
    daily: (days) => link.read((redis) => readDaily(redis, ctx, days)),
  };
}

const jidOf = (bytes: Buffer) => asString(readPayload(bytes).fields.get("jid"));

/** A hinted entry is found again by the search; the same place is listed once. */
function distinct(details: JobDetail[]): JobDetail[] {
  const seen = new Set<string>();
  return details.filter((detail) => {
    const { ref } = detail;
    const identity = ref.split("~").slice(0, -1).join("~");
    return !seen.has(identity) && seen.add(identity);
  });
}

async function runningRecord(
  redis: Redis,
  ctx: SidekiqContext,
  process: string,
  thread: string,
): Promise<Buffer | null> {
  const replies = await pipelined(redis, [
    ["HGET", ctx.keys.work(process), thread],
    ["HGET", ctx.keys.workers(process), thread],
  ]);
  return replies.find((reply) => Buffer.isBuffer(reply)) ?? null;
}

/**
 * The latest deaths have the highest scores; the latest failures are in the retry set's soonest and latest
 * attempts, so both ends of it are looked at.
 */
async function newest(redis: Redis, ctx: SidekiqContext, set: "retry" | "dead", limit: number): Promise<JobEntry[]> {
  const sequence = sequenceOf({ set }, ctx.keys);
  const [length, top, bottom] = await pipelined(redis, [
    sequence.length,
    sequence.top(limit),
    ...(set === "retry" ? [sequence.range(0, limit - 1)] : []),
  ]);
  if (isAppError(length)) throw length;
  const highest = sequence.topItems(top, integer(length)).reverse();
  const lowest =
    bottom === undefined ? [] : sequence.items(bottom, 0).filter((item) => item.pos < integer(length) - limit);
  const entries = [...highest, ...lowest].map((item) => entryOf(sequence, item));
  return entries.sort((a, b) => failureMs(b) - failureMs(a)).slice(0, limit);
}

const failureMs = (entry: JobEntry) =>
  (entry.place.kind === "dead" ? entry.atMs : (entry.retriedAtMs ?? entry.failedAtMs)) ?? 0;
