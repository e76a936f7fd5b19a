import "server-only";
import type { Redis } from "ioredis";
import type { LockEntry, LockInfoFacts, LockKind } from "@/lib/domain/lock.schema";
import { isAppError } from "@/lib/errors/app-error";
import { type Command, pipelined, type Reply } from "@/lib/redis/pipeline";
import { oneLine, toNodes } from "../arg-tree";
import type { SidekiqContext } from "../context";
import { rowBudget } from "../entry";
import { asNumber, asString, isObject, parseJson } from "../payload-parse";
import { buffers } from "../sequence";
import { secondsMs } from "../times";
import { scanReply } from "../work";
import { lockToken, MOST_HOLDERS, valueToken } from "./state";
import { classOfPath, parseUniquenessKey } from "./uniqueness";

/** A digest as it stands in the store, with its score as Redis prints it. */
export interface ListedLock {
  readonly digest: string;
  readonly score: string | null;
}

const SHOWN = 20;
const INFO_BYTES = 16 * 1024;
const ARGS_CHARS = 500;
const NAME_CHARS = 500;
const RUN = ":RUN";
const COMMANDS_A_LOCK = 8;

/** Locks with all that their keys say: for a page at a time. */
export async function readLocks(
  redis: Redis,
  ctx: SidekiqContext,
  kind: LockKind,
  locks: readonly ListedLock[],
): Promise<LockEntry[]> {
  if (kind === "active_job") return readUniqueness(redis, ctx, locks);
  const commands = locks.flatMap(({ digest }) => commandsOf(ctx, digest));
  const replies = await pipelined(redis, commands);
  return locks.map((lock, index) =>
    toLock(kind, lock, replies.slice(index * COMMANDS_A_LOCK, (index + 1) * COMMANDS_A_LOCK)),
  );
}

/** Who holds each of these locks; null where that takes a closer look. */
export async function readHolders(
  redis: Redis,
  { keys }: SidekiqContext,
  locks: readonly ListedLock[],
): Promise<(string[] | null)[]> {
  const replies = await pipelined(
    redis,
    locks.map(({ digest }): Command => ["HSCAN", keys.any(`${digest}:LOCKED`), 0, "COUNT", MOST_HOLDERS]),
  );
  return replies.map((reply) => {
    if (isAppError(reply)) return null;
    const [cursor, flat] = scanReply(reply);
    if (cursor !== "0" || flat.length > 2 * SHOWN) return null;
    return flat.filter((_, index) => index % 2 === 0).map(text);
  });
}

function commandsOf({ keys }: SidekiqContext, digest: string): Command[] {
  const key = (suffix: string) => keys.any(digest + suffix);
  return [
    ["GETRANGE", key(""), 0, 1_023],
    ["HLEN", key(":LOCKED")],
    ["HSCAN", key(":LOCKED"), 0, "COUNT", MOST_HOLDERS],
    ["LRANGE", key(":QUEUED"), 0, SHOWN - 1],
    ["LRANGE", key(":PRIMED"), 0, SHOWN - 1],
    ["GETRANGE", key(":INFO"), 0, INFO_BYTES - 1],
    ["PTTL", key(":LOCKED")],
    ["PTTL", key("")],
  ];
}

function toLock(kind: LockKind, { digest, score }: ListedLock, replies: readonly Reply[]): LockEntry {
  const [taker, count, held, queued, primed, info, lockedTtl, ownTtl] = replies;
  const broken = [taker, count, queued, primed].some((reply) => isAppError(reply));
  const holders = isAppError(held) ? [] : pairsOf(scanReply(held)[1]);
  const holderTotal = typeof count === "number" ? count : 0;
  const first = holders[0];
  const facts = infoOf(Buffer.isBuffer(info) ? info : null);
  const takenBy = Buffer.isBuffer(taker) && taker.length > 0 ? taker : null;
  const known = holders.slice(0, SHOWN).map(([jid, stamp]) => ({
    jid: text(jid),
    sinceMs: secondsMs(stamp.toString("latin1")),
  }));
  return {
    kind,
    digest,
    token: broken || holderTotal > MOST_HOLDERS ? null : lockToken(takenBy, holders),
    holders: known,
    holderTotal,
    waiting: [queued, primed]
      .flatMap((reply) => (Array.isArray(reply) ? buffers(reply) : []))
      .map(text)
      .filter((jid) => jid !== "1")
      .slice(0, SHOWN),
    runtime: digest.endsWith(RUN),
    atMs: kind === "unique_jobs" ? secondsMs(score) : first ? secondsMs(first[1].toString("latin1")) : null,
    ttlMs: shortest(lockedTtl, ownTtl),
    info: facts,
    class: facts?.class ?? null,
    problem: broken ? "wrong_type" : holderTotal > MOST_HOLDERS ? "many_holders" : first ? null : "no_holder",
  };
}

async function readUniqueness(
  redis: Redis,
  { keys }: SidekiqContext,
  locks: readonly ListedLock[],
): Promise<LockEntry[]> {
  const replies = await pipelined(
    redis,
    locks.flatMap(({ digest }): Command[] => [
      ["GETRANGE", keys.any(digest), 0, 1_023],
      ["PTTL", keys.any(digest)],
    ]),
  );
  return locks.map(({ digest }, index) => {
    const [value, ttl] = [replies[index * 2], replies[index * 2 + 1]];
    const parsed = parseUniquenessKey(digest);
    const held = Buffer.isBuffer(value) && value.length > 0;
    return {
      kind: "active_job",
      digest,
      token: held ? valueToken(value) : null,
      holders: [],
      holderTotal: 0,
      waiting: [],
      runtime: parsed?.runtime ?? false,
      atMs: null,
      ttlMs: typeof ttl === "number" && ttl >= 0 ? ttl : null,
      info: null,
      class: parsed && parsed.path !== "" ? classOfPath(parsed.path).slice(0, NAME_CHARS) : null,
      problem: isAppError(value) ? "wrong_type" : null,
    };
  });
}

/** `lock_info` as sidekiq-unique-jobs 8 writes it; anything else is shown as nothing. */
export function infoOf(bytes: Buffer | null): LockInfoFacts | null {
  if (!bytes || bytes.length === 0) return null;
  const fields = parseJson(bytes.toString("utf8"))?.value;
  if (!isObject(fields)) return null;
  const name = (key: string) => asString(fields.get(key))?.slice(0, NAME_CHARS) ?? null;
  const args = fields.get("lock_args");
  return {
    class: name("worker"),
    queue: name("queue"),
    type: name("type") ?? name("lock"),
    limit: asNumber(fields.get("limit")),
    timeoutSec: asNumber(fields.get("timeout")),
    ttlSec: asNumber(fields.get("ttl")),
    args: Array.isArray(args) ? oneLine(toNodes(args, rowBudget(true)), ARGS_CHARS).line : null,
  };
}

function pairsOf(flat: readonly Buffer[]): [Buffer, Buffer][] {
  const found: [Buffer, Buffer][] = [];
  for (let at = 0; at + 1 < flat.length; at += 2) {
    const [jid, stamp] = [flat[at], flat[at + 1]];
    if (jid && stamp) found.push([jid, stamp]);
  }
  return found.sort(([, a], [, b]) => Number(a.toString("latin1")) - Number(b.toString("latin1")));
}

function shortest(...ttls: (Reply | undefined)[]): number | null {
  const ends = ttls.filter((ttl) => typeof ttl === "number" && ttl >= 0);
  return ends.length === 0 ? null : Math.min(...ends.map(Number));
}

const text = (bytes: Buffer) => bytes.subarray(0, NAME_CHARS).toString("utf8");
