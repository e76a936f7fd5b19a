import "server-only";
import type { Redis } from "ioredis";
import { limits } from "@/lib/config/limits";
import type { FindResult, JobDetail, JobSetName } from "@/lib/domain/job.schema";
import { AppError, isAppError } from "@/lib/errors/app-error";
import { pipelined, type Reply } from "@/lib/redis/pipeline";
import type { ListRef } from "@/lib/stores/port";
import type { SidekiqContext } from "./context";
import { decodeCursor, encodeCursor } from "./cursor";
import { readPayload } from "./entry";
import { clockMs, TIME } from "./page";
import { type ScanBudget, scan, scanBudget } from "./scan";
import { type Item, integer, sequenceOf } from "./sequence";
import { readWork, scanReply, setMembers, type Work } from "./work";

/** Where a search goes on: a stage, and where in it. */
interface FindCursor {
  readonly stage: string;
  readonly at: string | null;
  readonly scanned: number;
}

export interface FindHits {
  readonly items: { list: ListRef; item: Item }[];
  readonly work: Work[];
}

export interface FindStep extends Omit<FindResult, "places"> {
  readonly hits: FindHits;
}

const SETS: readonly JobSetName[] = ["retry", "dead", "scheduled"];
const ZSCAN_COUNT = 500;
/** Comparing bytes is cheap; the time budget ends most calls first. */
const FIND_ENTRIES = 5 * limits.scanPerRequest;

/** Looks through running work, the sets and the queues for a jid or an Active Job id, a bounded number of entries a call. */
export async function findStep(
  redis: Redis,
  ctx: SidekiqContext,
  id: string,
  cursor: string | null,
  signal?: AbortSignal,
) {
  const from = cursor === null ? null : decodeFindCursor(cursor);
  const { stages, total, nowMs, identities } = await plan(redis, ctx);
  const budget: ScanBudget = { ...scanBudget(), entries: FIND_ENTRIES };
  const hits: FindHits = { items: [], work: [] };
  const before = budget.entries;
  const scanned = from?.scanned ?? 0;
  const looked = () => Math.min(total, scanned + before - budget.entries);
  let at = from?.at ?? null;
  for (const [index, stage] of stages.entries()) {
    if (from && stage.name < from.stage) continue;
    if (from && stage.name !== from.stage) at = null;
    signal?.throwIfAborted();
    if (!stage.list) {
      const work = await readWork(redis, ctx, identities);
      hits.work.push(...work.filter(({ payload }) => carries(payload, id)));
      budget.entries -= work.length;
      continue;
    }
    const next = await lookThrough(redis, ctx, stage.list, id, at, budget, hits, signal);
    at = null;
    const following = next === null ? stages[index + 1] : stage;
    if (!following) break;
    if (next !== null || budget.entries <= 0 || Date.now() > budget.untilMs) {
      const step: FindCursor = { stage: following.name, at: next, scanned: looked() };
      return { hits, complete: false, scanned: looked(), total, cursor: encodeFindCursor(step), nowMs };
    }
  }
  return { hits, complete: true, scanned: looked(), total, cursor: null, nowMs };
}

/** Stages in the order of their names, so that a queue that comes or goes meanwhile does not confuse a cursor. */
async function plan(redis: Redis, ctx: SidekiqContext) {
  const { keys } = ctx;
  const replies = await pipelined(redis, [
    ["SSCAN", keys.queues, 0, "COUNT", 500],
    ["SSCAN", keys.processes, 0, "COUNT", 500],
    TIME,
    ...SETS.map((set) => ["ZCARD", keys.set(set)] as const),
  ]);
  const queues = (await members(redis, keys.queues, replies[0])).sort();
  const identities = await members(redis, keys.processes, replies[1]);
  const lengths = await pipelined(
    redis,
    queues.map((queue) => ["LLEN", keys.queue(queue)] as const),
  );
  const stages: { name: string; list: ListRef | null }[] = [
    { name: "0", list: null },
    ...SETS.map((set, index) => ({ name: `1${index}`, list: { set } })),
    ...queues.filter((_, index) => lengths[index] !== 0).map((queue) => ({ name: `2${queue}`, list: { queue } })),
  ];
  const total = [...replies.slice(3), ...lengths].reduce((sum: number, reply) => sum + countOf(reply), 0);
  return { stages, total, nowMs: clockMs(replies[2]), identities };
}

const countOf = (reply: Reply) => (isAppError(reply) ? 0 : integer(reply));

async function members(redis: Redis, key: string, reply: Reply | undefined): Promise<string[]> {
  return isAppError(reply) ? [] : setMembers(redis, key, reply);
}

/** @returns where to go on in this list, or null when it was looked through. */
async function lookThrough(
  redis: Redis,
  ctx: SidekiqContext,
  list: ListRef,
  id: string,
  at: string | null,
  budget: ScanBudget,
  hits: FindHits,
  signal: AbortSignal | undefined,
): Promise<string | null> {
  try {
    if ("set" in list) return await scanSet(redis, ctx, list, id, at, budget, hits);
    const found = await scan(redis, sequenceOf(list, ctx.keys), {
      after: at === null ? null : decodeCursor(at).anchor,
      up: true,
      total: 0,
      limit: limits.pageSizeMax,
      budget,
      predicate: (bytes) => carries(bytes, id),
      signal,
    });
    hits.items.push(...found.hits.map((item) => ({ list, item })));
    if (found.complete || !found.last) return null;
    return encodeCursor({ mode: "after", anchor: found.last, previous: null, scanned: 0 });
  } catch (error) {
    if (isAppError(error) && error.params.reply === "WRONGTYPE") return null;
    throw error;
  }
}

/** The server compares, so that only hits travel; what is in the set throughout is seen, whatever moves. */
async function scanSet(
  redis: Redis,
  ctx: SidekiqContext,
  list: { set: JobSetName },
  id: string,
  at: string | null,
  budget: ScanBudget,
  hits: FindHits,
): Promise<string | null> {
  const key = ctx.keys.set(list.set);
  const pattern = `*${id.replace(/[\\*?[\]^]/g, "\\$&")}*`;
  let cursor = at ?? "0";
  do {
    const [reply] = await pipelined(redis, [["ZSCAN", key, cursor, "MATCH", pattern, "COUNT", ZSCAN_COUNT]]);
    const [next, flat] = scanReply(reply);
    cursor = next;
    budget.entries -= ZSCAN_COUNT;
    for (let i = 0; i + 1 < flat.length; i += 2) {
      const [bytes, score] = [flat[i], flat[i + 1]];
      if (!bytes || !score || !carries(bytes, id)) continue;
      const [rank] = await pipelined(redis, [["ZRANK", key, bytes]]);
      hits.items.push({ list, item: { bytes, score: score.toString("latin1"), pos: integer(rank) } });
    }
  } while (cursor !== "0" && budget.entries > 0 && Date.now() < budget.untilMs);
  return cursor === "0" ? null : cursor;
}

/** Whether this is the job itself or an attempt of this Active Job; the id elsewhere in a payload is no hit. */
export function carries(bytes: Buffer, id: string): boolean {
  if (!bytes.includes(id)) return false;
  const { fields, job } = readPayload(bytes);
  return fields.get("jid") === id || job.activeJob?.jobId === id;
}

/** Links the attempts of one Active Job that were found, each to the one it came from. */
export function linkChains(places: JobDetail[]): JobDetail[] {
  const earlierOf = new Map(
    places.flatMap((place) => place.chain.slice(0, -1).map(({ jid }) => [place.jid, jid] as const)),
  );
  return places.map((place) => {
    const earlier: string[] = [];
    for (let jid = earlierOf.get(place.jid); jid && !earlier.includes(jid); jid = earlierOf.get(jid))
      earlier.unshift(jid);
    const later = places.filter((other) => other.jid !== place.jid && follows(earlierOf, other.jid, place.jid));
    if (place.jid === null) return place;
    return {
      ...place,
      chain: [
        ...earlier.map((jid) => ({ jid, relation: "earlier" as const })),
        { jid: place.jid, relation: "this" as const },
        ...later.flatMap(({ jid }) => (jid ? [{ jid, relation: "later" as const }] : [])),
      ],
    };
  });
}

function follows(earlierOf: ReadonlyMap<string | null, string>, from: string | null, ancestor: string | null): boolean {
  const seen = new Set<string>();
  for (let jid = earlierOf.get(from); jid !== undefined && !seen.has(jid); jid = earlierOf.get(jid)) {
    if (jid === ancestor) return true;
    seen.add(jid);
  }
  return false;
}

const encodeFindCursor = (cursor: FindCursor) =>
  Buffer.from(JSON.stringify([cursor.stage, cursor.at, cursor.scanned])).toString("base64url");

function decodeFindCursor(text: string): FindCursor {
  try {
    const parts: unknown = JSON.parse(Buffer.from(text, "base64url").toString("utf8"));
    if (Array.isArray(parts)) {
      const [stage, at, scanned]: unknown[] = parts;
      const whole =
        typeof stage === "string" && (at === null || typeof at === "string") && Number.isSafeInteger(scanned);
      if (whole && typeof scanned === "number") return { stage, at, scanned };
    }
  } catch {
    // Not one of ours.
  }
  throw new AppError("invalid_cursor");
}
