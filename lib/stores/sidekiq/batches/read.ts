import "server-only";
import type { Redis } from "ioredis";
import type { BatchEntry, BatchKind } from "@/lib/domain/batch.schema";
import { isAppError } from "@/lib/errors/app-error";
import { type Command, pipelined, type Reply } from "@/lib/redis/pipeline";
import type { SidekiqContext } from "../context";
import { maskText } from "../masking";
import { buffers } from "../sequence";
import { timeMs } from "../times";

/** Fields of the batch's hash that are read; Pro's names are documented, those of sidekiq-batch 0.2.0 were looked at. */
const FIELDS = [
  "description",
  "created_at",
  "total",
  "pending",
  "failures",
  "kids",
  "children",
  "parent_bid",
  "complete",
  "success",
  "callback_queue",
] as const;
type Field = (typeof FIELDS)[number];

const NAME_CHARS = 500;
const COMMANDS_A_BATCH = 7;

/** `b-BID` (Pro) or `BID-BID` (sidekiq-batch), with the prefix of the namespace. */
export function batchKey({ keys }: SidekiqContext, kind: BatchKind, bid: string, suffix = ""): string {
  return keys.any(`${kind === "pro" ? "b" : "BID"}-${bid}${suffix}`);
}

export async function readBatches(
  redis: Redis,
  ctx: SidekiqContext,
  kind: BatchKind,
  bids: readonly string[],
): Promise<BatchEntry[]> {
  const commands = bids.flatMap((bid): Command[] => {
    const key = (suffix = "") => batchKey(ctx, kind, bid, suffix);
    return [
      ["HMGET", key(), ...FIELDS],
      ["PTTL", key()],
      ["SCARD", key("-failed")],
      ["SCARD", key("-died")],
      ["HLEN", key("-failinfo")],
      ["EXISTS", key("-complete")],
      ["EXISTS", ctx.keys.any(`invalidated-bid-${bid}`)],
    ];
  });
  const replies = await pipelined(redis, commands);
  return bids.map((bid, index) =>
    toBatch(kind, bid, replies.slice(index * COMMANDS_A_BATCH, (index + 1) * COMMANDS_A_BATCH)),
  );
}

function toBatch(kind: BatchKind, bid: string, replies: readonly Reply[]): BatchEntry {
  const [hash, ttl, failed, died, failinfo, marker, invalidated] = replies;
  const values = Array.isArray(hash) ? hash : [];
  const field = (name: Field): string | null => {
    const value = values[FIELDS.indexOf(name)];
    return Buffer.isBuffer(value) ? value.subarray(0, NAME_CHARS).toString("utf8") : null;
  };
  const total = count(field("total"));
  const pending = Math.min(total, count(field("pending")));
  const failures =
    kind === "pro" ? Math.max(numberOf(failed), numberOf(failinfo), count(field("failures"))) : numberOf(failed);
  const gone = values.every((value) => value === null);
  const complete = kind === "pro" ? numberOf(marker) > 0 : field("complete") === "true";
  const description = field("description");
  return {
    kind,
    bid,
    description: description === null || description === "" ? null : maskText(description),
    createdAtMs: timeMs(field("created_at") ?? undefined),
    total,
    pending,
    failures,
    children: count(field(kind === "pro" ? "kids" : "children")),
    parentBid: field("parent_bid") || null,
    state: stateOf({
      invalidated: numberOf(invalidated) > 0,
      died: kind === "pro" && numberOf(died) > 0,
      success: field("success") === "true" || (total > 0 && pending === 0 && failures === 0),
      complete,
      total,
    }),
    callbackQueue: field("callback_queue") || null,
    ttlMs: typeof ttl === "number" && ttl >= 0 ? ttl : null,
    problem: isAppError(hash) ? "wrong_type" : gone ? "gone" : null,
  };
}

function stateOf(facts: {
  invalidated: boolean;
  died: boolean;
  success: boolean;
  complete: boolean;
  total: number;
}): BatchEntry["state"] {
  if (facts.invalidated) return "invalidated";
  if (facts.died) return "died";
  if (facts.success) return "success";
  if (facts.complete) return "complete";
  return facts.total === 0 ? "empty" : "running";
}

const numberOf = (reply: Reply | undefined) => (typeof reply === "number" ? reply : 0);

/** A counter as text; what is no number, or below nothing, counts as nothing. */
function count(text: string | null): number {
  const value = Number(text);
  return text !== null && Number.isSafeInteger(value) && value > 0 ? value : 0;
}

export const textsOf = (reply: Reply | undefined): string[] =>
  isAppError(reply) ? [] : buffers(reply).map((bytes) => bytes.subarray(0, NAME_CHARS).toString("utf8"));
