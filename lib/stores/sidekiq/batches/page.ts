import "server-only";
import type { Redis } from "ioredis";
import { limits } from "@/lib/config/limits";
import type { BatchEntry, BatchKind, BatchPage } from "@/lib/domain/batch.schema";
import { AppError, isAppError } from "@/lib/errors/app-error";
import { pipelined } from "@/lib/redis/pipeline";
import type { BatchRequest } from "@/lib/stores/port";
import type { SidekiqContext } from "../context";
import { asciiFold } from "../fold";
import { globEscape, scanKeyPage } from "../key-scan";
import { met } from "../key-survey";
import { clockMs, TIME } from "../page";
import { integer } from "../sequence";
import { readBatches, textsOf } from "./read";

/** Suffixes behind a BID, as the gems write them: a BID may hold `-` itself. */
const SUFFIXES =
  /-(?:jids|failed|success|complete|callbacks-(?:success|complete|death)|failinfo|died|notify|cbsucc|cbdied)$/;
const BID_CHARS = 14;

/** The BID when the key (without prefix) is the hash of a batch of sidekiq-batch. */
export function openBid(key: string): string | null {
  const bid = key.startsWith("BID-") ? key.slice("BID-".length) : "";
  if (bid === "" || (bid.length !== BID_CHARS && SUFFIXES.test(bid))) return null;
  return bid;
}

/** Pro's batches newest first, by its own list; those of sidekiq-batch, which keeps none, by a walk through the keys. */
export async function readBatchPage(
  redis: Redis,
  ctx: SidekiqContext,
  request: BatchRequest,
  signal?: AbortSignal,
): Promise<BatchPage> {
  const [size, time] = await pipelined(redis, [["ZCARD", ctx.keys.any("batches")], TIME]);
  const kinds = { pro: !isAppError(size) && integer(size) > 0, open_source: met(ctx, "open_batches") };
  const nowMs = clockMs(time);
  const kind = request.kind ?? (kinds.pro || !kinds.open_source ? "pro" : "open_source");
  if (kind === "open_source") {
    const { bids, ...progress } = await openBids(redis, ctx, request, signal);
    const found = matching(await readBatches(redis, ctx, "open_source", bids), request.q);
    return { kind, batches: found.sort(newestFirst), kinds, ...progress, nowMs };
  }
  if (isAppError(size)) throw size;
  return { kind, ...(await proPage(redis, ctx, request, integer(size), signal)), kinds, nowMs };
}

async function openBids(redis: Redis, ctx: SidekiqContext, request: BatchRequest, signal?: AbortSignal) {
  const { prefix } = ctx.keys;
  const accept = (key: string) => openBid(key.slice(prefix.length)) !== null;
  const page = await scanKeyPage(redis, `${globEscape(prefix)}BID-*`, request, accept, signal);
  return {
    bids: page.keys.map((key) => openBid(key.slice(prefix.length)) ?? ""),
    total: page.total,
    nextCursor: page.nextCursor,
    scanned: page.scanned,
    complete: page.nextCursor === null,
  };
}

async function proPage(redis: Redis, ctx: SidekiqContext, request: BatchRequest, total: number, signal?: AbortSignal) {
  const untilMs = Date.now() + limits.scanBudgetMs;
  const found: BatchEntry[] = [];
  let rank = await startRank(redis, ctx, request.cursor);
  for (;;) {
    signal?.throwIfAborted();
    const [reply] = await pipelined(redis, [
      ["ZREVRANGE", ctx.keys.any("batches"), rank, rank + limits.pageSizeMax - 1],
    ]);
    const bids = textsOf(reply);
    const batches = await readBatches(redis, ctx, "pro", bids);
    for (const [index, batch] of batches.entries()) {
      if (found.length === request.limit) return goesOn(found, total, rank + index, bids[index - 1] ?? null);
      if (matching([batch], request.q).length > 0) found.push(batch);
    }
    rank += bids.length;
    if (bids.length < limits.pageSizeMax) {
      return { batches: found, total, nextCursor: null, scanned: total, complete: true };
    }
    if (Date.now() > untilMs) return goesOn(found, total, rank, bids.at(-1) ?? null);
  }
}

function goesOn(batches: BatchEntry[], total: number, rank: number, last: string | null) {
  const after = last === null ? "" : Buffer.from(last).toString("base64url");
  return { batches, total, nextCursor: `${rank}~${after}`, scanned: rank, complete: false };
}

/** Behind the last batch that was shown, wherever newer ones have pushed it. */
async function startRank(redis: Redis, ctx: SidekiqContext, cursor: string | null): Promise<number> {
  if (cursor === null) return 0;
  const [, rank, last] = /^(\d{1,12})~([A-Za-z0-9_-]*)$/.exec(cursor) ?? [];
  if (rank === undefined || last === undefined) throw new AppError("invalid_cursor");
  const now = last === "" ? null : await redis.zrevrank(ctx.keys.any("batches"), Buffer.from(last, "base64url"));
  return now === null ? Number(rank) : now + 1;
}

/** Substring of BID or description. */
function matching(batches: readonly BatchEntry[], q: string | null): BatchEntry[] {
  if (q === null) return [...batches];
  const text = asciiFold(q);
  return batches.filter(({ bid, description }) => asciiFold(`${bid}\n${description ?? ""}`).includes(text));
}

const newestFirst = (a: BatchEntry, b: BatchEntry) => (b.createdAtMs ?? 0) - (a.createdAtMs ?? 0);

/** Batches whose parent is this one: every batch is asked, as far as one call may. */
export async function nestedBatches(
  redis: Redis,
  ctx: SidekiqContext,
  kind: BatchKind,
  bid: string,
  signal?: AbortSignal,
): Promise<{ nested: BatchEntry[]; complete: boolean }> {
  const nested: BatchEntry[] = [];
  const untilMs = Date.now() + limits.scanBudgetMs;
  let cursor: string | null = null;
  do {
    const request: BatchRequest = { kind, cursor, limit: limits.pageSizeMax, q: null };
    const page: BatchPage = await readBatchPage(redis, ctx, request, signal);
    nested.push(...page.batches.filter(({ parentBid }) => parentBid === bid));
    cursor = page.nextCursor;
  } while (cursor !== null && Date.now() < untilMs && nested.length < limits.pageSizeMax);
  return { nested, complete: cursor === null };
}
