import "server-only";
import type { Redis } from "ioredis";
import { limits } from "@/lib/config/limits";
import type { LockPage } from "@/lib/domain/lock.schema";
import { AppError, isAppError } from "@/lib/errors/app-error";
import { type Command, pipelined } from "@/lib/redis/pipeline";
import type { LockRequest } from "@/lib/stores/port";
import type { SidekiqContext } from "../context";
import { asciiFold } from "../fold";
import { globEscape, scanKeyPage } from "../key-scan";
import { clockMs, TIME } from "../page";
import { integer } from "../sequence";
import { readRange, type SetMember, scoreNumber } from "../walk";
import { uniquenessPresent } from "./present";
import { infoOf, type ListedLock, readLocks } from "./read";
import { UNIQUENESS_PREFIX } from "./uniqueness";

/** Where a page goes on: after this digest. */
interface After {
  readonly score: string;
  readonly digest: string;
  readonly scanned: number;
}

/** Only what may be part of a jid is looked for among the takers. */
const JID_PART = /^[0-9a-f]{4,}$/i;
const INFO_BYTES = 4_096;

/** Locks of one kind, oldest first; a filter looks at a bounded number a call. Keys of Active Job come in no order. */
export async function readLockPage(
  redis: Redis,
  ctx: SidekiqContext,
  request: LockRequest,
  signal?: AbortSignal,
): Promise<LockPage> {
  const { keys } = ctx;
  const [normal, expiring, time] = await pipelined(redis, [
    ["ZCARD", keys.digests],
    ["ZCARD", keys.expiringDigests],
    TIME,
  ]);
  const size = (reply: typeof normal) => (isAppError(reply) ? 0 : integer(reply));
  const nowMs = clockMs(time);
  const kinds = { unique_jobs: size(normal), expiring: size(expiring), active_job: uniquenessPresent(ctx) };
  if (request.kind === "active_job") {
    const page = await keysOfActiveJob(redis, ctx, request, signal);
    const locks = await readLocks(redis, ctx, request.kind, page.locks);
    return { locks, total: page.total, kinds, ...page.progress, nowMs };
  }
  const wrong = request.kind === "expiring" ? expiring : normal;
  if (isAppError(wrong)) throw wrong;
  const total = kinds[request.kind];
  const page = await walkDigests(redis, ctx, request, { total, nowMs }, signal);
  return { locks: await readLocks(redis, ctx, request.kind, page.locks), total, kinds, ...page.progress, nowMs };
}

async function keysOfActiveJob(redis: Redis, ctx: SidekiqContext, request: LockRequest, signal?: AbortSignal) {
  const prefix = ctx.keys.prefix;
  const q = request.q === null ? null : asciiFold(request.q);
  const accept = (key: string) => q === null || asciiFold(key).includes(q);
  const pattern = `${globEscape(prefix + UNIQUENESS_PREFIX)}*`;
  const page = await scanKeyPage(redis, pattern, request, accept, signal);
  return {
    locks: page.keys.map((key) => ({ digest: key.slice(prefix.length), score: null })),
    total: page.total,
    progress: { nextCursor: page.nextCursor, scanned: page.scanned, complete: page.nextCursor === null },
  };
}

async function walkDigests(
  redis: Redis,
  ctx: SidekiqContext,
  request: LockRequest,
  { total, nowMs }: { total: number; nowMs: number },
  signal?: AbortSignal,
) {
  const key = request.kind === "expiring" ? ctx.keys.expiringDigests : ctx.keys.digests;
  const after = request.cursor === null ? null : decode(request.cursor);
  const cutoff = request.olderThanSec === null ? null : nowMs / 1_000 - request.olderThanSec;
  const narrow = request.q !== null || isFaceted(request);
  const untilMs = Date.now() + limits.scanBudgetMs;
  const hits: ListedLock[] = [];
  let rank = after ? await rankAfter(redis, key, after) : 0;
  let last = after;
  let scanned = after?.scanned ?? 0;
  let budget = 5 * limits.scanPerRequest;
  for (;;) {
    signal?.throwIfAborted();
    const members = await readRange(redis, key, rank, narrow ? limits.rangeMax : request.limit + 1);
    const matches = await matching(redis, ctx, members, request);
    for (const member of members) {
      if (cutoff !== null && scoreNumber(member.score) > cutoff) return finished(hits, scanned);
      if (hits.length === request.limit) return goesOn(hits, last, scanned);
      scanned++;
      last = { score: member.score, digest: member.bytes.toString("utf8"), scanned };
      if (matches === null || matches.has(member)) hits.push({ digest: last.digest, score: last.score });
    }
    rank += members.length;
    budget -= members.length;
    if (members.length === 0 || rank >= total) return finished(hits, scanned);
    if (budget <= 0 || Date.now() > untilMs) return goesOn(hits, last, scanned);
  }
}

const finished = (locks: ListedLock[], scanned: number) => ({
  locks,
  progress: { nextCursor: null, scanned, complete: true },
});
const goesOn = (locks: ListedLock[], last: After | null, scanned: number) => ({
  locks,
  progress: { nextCursor: last && encode({ ...last, scanned }), scanned, complete: false },
});

const isFaceted = ({ type, state }: LockRequest) => type != null || state != null;

/** Those of the lock type and state that are asked for. */
async function inFacets(
  redis: Redis,
  keys: SidekiqContext["keys"],
  members: readonly SetMember[],
  { type, state }: LockRequest,
): Promise<SetMember[]> {
  const runtime = type === "runtime";
  const named = members.map((member) => ({ member, digest: member.bytes.toString("utf8") }));
  const some = named.filter(({ digest }) => !runtime || digest.endsWith(":RUN"));
  const replies = await pipelined(
    redis,
    some.flatMap(({ digest }): Command[] => [
      ["HLEN", keys.any(`${digest}:LOCKED`)],
      ["LINDEX", keys.any(`${digest}:QUEUED`), 0],
      ["GETRANGE", keys.any(`${digest}:INFO`), 0, INFO_BYTES - 1],
    ]),
  );
  return some.flatMap(({ member }, index) => {
    const [held, waiting, info] = replies.slice(3 * index, 3 * index + 3);
    const holders = typeof held === "number" ? held : 0;
    if (state === "held" && holders === 0) return [];
    if (state === "no_holder" && holders > 0) return [];
    // Behind a release the gem leaves a mark of its own in the list.
    if (state === "waited_for" && !(Buffer.isBuffer(waiting) && waiting.toString("latin1") !== "1")) return [];
    if (type == null || runtime) return [member];
    return infoOf(Buffer.isBuffer(info) ? info : null)?.type === type ? [member] : [];
  });
}

/** By digest, the jid that took it, or the class and queue in INFO; null = all. */
async function matching(
  redis: Redis,
  { keys }: SidekiqContext,
  members: readonly SetMember[],
  request: LockRequest,
): Promise<Set<SetMember> | null> {
  if (!isFaceted(request)) return request.q === null ? null : byText(redis, keys, members, request.q);
  const found = await inFacets(redis, keys, members, request);
  return request.q === null ? new Set(found) : byText(redis, keys, found, request.q);
}

async function byText(
  redis: Redis,
  keys: SidekiqContext["keys"],
  members: readonly SetMember[],
  text: string,
): Promise<Set<SetMember>> {
  const q = asciiFold(text);
  const found = new Set(members.filter(({ bytes }) => asciiFold(bytes.toString("utf8")).includes(q)));
  const others = members.filter((member) => !found.has(member));
  const ask = (suffix: string, bytes: number) =>
    pipelined(
      redis,
      others.map((member): Command => ["GETRANGE", keys.any(member.bytes.toString("utf8") + suffix), 0, bytes - 1]),
    );
  const takers = JID_PART.test(text) ? await ask("", 256) : [];
  const infos = await ask(":INFO", INFO_BYTES);
  for (const [index, member] of others.entries()) {
    const [taker, info] = [takers[index], infos[index]];
    const facts = infoOf(Buffer.isBuffer(info) ? info : null);
    const words = [Buffer.isBuffer(taker) ? taker.toString("utf8") : "", facts?.class ?? "", facts?.queue ?? ""];
    if (words.some((word) => asciiFold(word).includes(q))) found.add(member);
  }
  return found;
}

/** Rank of the first digest behind this one in (score, bytes) order, also when it is gone. */
async function rankAfter(redis: Redis, key: string, { score, digest }: After): Promise<number> {
  const rank = await redis.zrank(key, digest);
  if (rank !== null) return rank + 1;
  let low = await redis.zcount(key, "-inf", `(${score}`);
  let high = low + (await redis.zcount(key, score, score));
  const bytes = Buffer.from(digest);
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const [member] = await readRange(redis, key, middle, 1);
    if (member && Buffer.compare(member.bytes, bytes) <= 0) low = middle + 1;
    else high = middle;
  }
  return low;
}

const encode = ({ score, digest, scanned }: After) =>
  [scanned, score, Buffer.from(digest).toString("base64url")].join("~");

function decode(text: string): After {
  const [scanned, score, digest, ...rest] = text.split("~");
  const valid =
    scanned !== undefined &&
    /^\d{1,12}$/.test(scanned) &&
    score !== undefined &&
    /^[+-]?(?:inf|[\d.]+(?:e[+-]?\d+)?)$/i.test(score) &&
    score.length <= 40 &&
    digest !== undefined &&
    rest.length === 0;
  if (!valid) throw new AppError("invalid_cursor");
  return { scanned: Number(scanned), score, digest: Buffer.from(digest, "base64url").toString("utf8") };
}
