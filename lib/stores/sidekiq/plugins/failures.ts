import "server-only";
import type { Redis } from "ioredis";
import type { FailureEntry, FailurePage } from "@/lib/domain/plugin.schema";
import { AppError, isAppError } from "@/lib/errors/app-error";
import { pipelined } from "@/lib/redis/pipeline";
import type { PluginRequest } from "@/lib/stores/port";
import type { SidekiqContext } from "../context";
import { readPayload, toEntry } from "../entry";
import { clockMs, TIME } from "../page";
import { asString } from "../payload-parse";
import { hashText } from "../ref";
import { integer } from "../sequence";
import { secondsMs } from "../times";
import { pairs, type SetMember } from "../walk";

/** Of one job's page: the newest this many records are looked through. */
const LOOKED = 1_000;
const SHOWN = 20;

/** sidekiq-failures' `failed`, newest first: payload and error of each failure, trimmed to 1,000 by default. */
export async function readFailures(
  redis: Redis,
  { keys }: SidekiqContext,
  request: PluginRequest,
): Promise<FailurePage> {
  const key = keys.any("failed");
  const after = request.cursor === null ? null : decode(request.cursor);
  const [size, time] = await pipelined(redis, [["ZCARD", key], TIME]);
  if (isAppError(size)) throw size;
  const from = after?.score ?? "+inf";
  const skip = after?.skip ?? 0;
  const flat = await redis.zrevrangebyscoreBuffer(key, from, "-inf", "WITHSCORES", "LIMIT", skip, request.limit);
  const members = pairs(flat, 0);
  const last = members.at(-1);
  const scanned = Math.min((after?.scanned ?? 0) + members.length, integer(size));
  const more = last && members.length === request.limit && scanned < integer(size);
  const same = last ? members.filter(({ score }) => score === last.score).length : 0;
  const skipped = last && last.score === after?.score ? skip + same : same;
  return {
    failures: members.map(toFailure),
    nextCursor: more ? `${scanned}~${skipped}~${last.score}` : null,
    scanned,
    total: integer(size),
    complete: !more,
    nowMs: clockMs(time),
  };
}

/** Failures of one job among the newest records. */
export async function failuresOf(redis: Redis, { keys }: SidekiqContext, jid: string): Promise<FailureEntry[]> {
  const [reply] = await pipelined(redis, [["ZREVRANGE", keys.any("failed"), 0, LOOKED - 1, "WITHSCORES"]]);
  if (!Array.isArray(reply)) return [];
  const flat = reply.filter((item) => Buffer.isBuffer(item));
  return pairs(flat, 0)
    .filter(({ bytes }) => bytes.includes(jid) && readPayload(bytes).fields.get("jid") === jid)
    .slice(0, SHOWN)
    .map(toFailure);
}

function toFailure({ bytes, score }: SetMember): FailureEntry {
  const read = readPayload(bytes);
  const id = hashText(bytes);
  const entry = toEntry(read, { ref: id, place: { kind: "dead" }, atMs: secondsMs(score) });
  return {
    id,
    jid: entry.jid,
    class: entry.class,
    queue: entry.queue,
    args: entry.args,
    error: entry.error,
    processor: asString(read.fields.get("processor"))?.slice(0, 500) ?? null,
    attempts: entry.attempts,
    atMs: entry.atMs,
  };
}

function decode(cursor: string): { scanned: number; skip: number; score: string } {
  const [, scanned, skip, score] = /^(\d{1,12})~(\d{1,12})~([+-]?(?:inf|[\d.]+(?:e[+-]?\d+)?))$/i.exec(cursor) ?? [];
  if (scanned === undefined || skip === undefined || score === undefined) throw new AppError("invalid_cursor");
  return { scanned: Number(scanned), skip: Number(skip), score };
}
