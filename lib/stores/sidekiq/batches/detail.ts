import "server-only";
import type { Redis } from "ioredis";
import type { BatchDetail, BatchEntry, BatchKind } from "@/lib/domain/batch.schema";
import { isAppError } from "@/lib/errors/app-error";
import { pipelined, type Reply } from "@/lib/redis/pipeline";
import { oneLine, toNode } from "../arg-tree";
import type { SidekiqContext } from "../context";
import { rowBudget } from "../entry";
import { maskText } from "../masking";
import { clockMs, TIME } from "../page";
import { asString, isObject, type JsonValue, parseJson } from "../payload-parse";
import { scanReply } from "../work";
import { nestedBatches } from "./page";
import { batchKey, readBatches } from "./read";

const SHOWN = 100;
const ANCESTORS_MAX = 20;
const TEXT_CHARS = 500;
const CALLBACK_BYTES = 64 * 1024;
const EVENTS = ["success", "complete", "death"] as const;

/** One batch with its failed jobs, callbacks and family; null when there is none. */
export async function readBatch(
  redis: Redis,
  ctx: SidekiqContext,
  kind: BatchKind,
  bid: string,
  signal?: AbortSignal,
): Promise<BatchDetail | null> {
  const [batch] = await readBatches(redis, ctx, kind, [bid]);
  if (!batch || batch.problem === "gone") return null;
  const key = (suffix: string) => batchKey(ctx, kind, bid, suffix);
  const scan = (suffix: string) => ["SSCAN", key(suffix), 0, "COUNT", SHOWN] as const;
  const [time, jids, jidTotal, failed, died, failinfo, own, ...events] = await pipelined(redis, [
    TIME,
    scan("-jids"),
    ["SCARD", key("-jids")],
    scan("-failed"),
    scan("-died"),
    ["HSCAN", key("-failinfo"), 0, "COUNT", SHOWN],
    ["HGET", key(""), "callbacks"],
    ...EVENTS.map((event) => scan(`-callbacks-${event}`)),
  ]);
  const { nested, complete } = await nestedBatches(redis, ctx, kind, bid, signal);
  return {
    ...batch,
    callbacks: [...proCallbacks(own), ...EVENTS.flatMap((event, index) => openCallbacks(event, events[index]))],
    failed: failedJobs(members(failed), new Set(members(died)), failinfo),
    unfinished: members(jids),
    unfinishedTotal: typeof jidTotal === "number" ? jidTotal : 0,
    ancestors: await ancestorsOf(redis, ctx, batch),
    nested,
    nestedComplete: complete,
    nowMs: clockMs(time),
  };
}

async function ancestorsOf(redis: Redis, ctx: SidekiqContext, batch: BatchEntry): Promise<BatchEntry[]> {
  const found: BatchEntry[] = [];
  const seen = new Set([batch.bid]);
  for (let parent = batch.parentBid; parent !== null && !seen.has(parent) && found.length < ANCESTORS_MAX; ) {
    seen.add(parent);
    const [read] = await readBatches(redis, ctx, batch.kind, [parent]);
    if (!read) break;
    found.unshift(read);
    parent = read.parentBid;
  }
  return found;
}

function members(reply: Reply | undefined): string[] {
  if (isAppError(reply)) return [];
  return scanReply(reply)[1]
    .slice(0, SHOWN)
    .map((bytes) => bytes.subarray(0, TEXT_CHARS).toString("utf8"));
}

/** Pro 7 keeps jid → error as JSON in `-failinfo`, later versions jids alone in `-failed`; sidekiq-batch jids alone. */
function failedJobs(jids: readonly string[], died: ReadonlySet<string>, failinfo: Reply | undefined) {
  const flat = isAppError(failinfo) ? [] : scanReply(failinfo)[1];
  const errors = new Map<string, { errorClass: string | null; message: string | null }>();
  for (let at = 0; at + 1 < flat.length; at += 2) {
    errors.set(flat[at]?.subarray(0, TEXT_CHARS).toString("utf8") ?? "", errorOf(flat[at + 1]));
  }
  const all = [...new Set([...jids, ...errors.keys(), ...died])].slice(0, SHOWN);
  return all.map((jid) => ({
    jid,
    ...(errors.get(jid) ?? { errorClass: null, message: null }),
    dead: died.has(jid),
  }));
}

/** `["ErrorClass", "message"]` or an object; anything else is shown as text. */
function errorOf(bytes: Buffer | undefined): { errorClass: string | null; message: string | null } {
  const text = bytes?.subarray(0, CALLBACK_BYTES).toString("utf8") ?? "";
  const value = parseJson(text)?.value;
  const [first, second]: (JsonValue | undefined)[] = Array.isArray(value)
    ? value
    : isObject(value)
      ? [value.get("error_class") ?? value.get("class"), value.get("error_message") ?? value.get("message")]
      : [undefined, text];
  return {
    errorClass: asString(first)?.slice(0, TEXT_CHARS) ?? null,
    message: maskText(asString(second) ?? "").slice(0, TEXT_CHARS) || null,
  };
}

/** Pro: one JSON object, event → callbacks. */
function proCallbacks(reply: Reply | undefined): { event: string; text: string }[] {
  if (!Buffer.isBuffer(reply)) return [];
  const value = parseJson(reply.subarray(0, CALLBACK_BYTES).toString("utf8"))?.value;
  if (!isObject(value)) return [];
  return [...value].slice(0, SHOWN).flatMap(([event, callbacks]) => {
    const list = Array.isArray(callbacks) ? callbacks : [callbacks];
    return list.slice(0, SHOWN).map((callback) => ({ event: event.slice(0, TEXT_CHARS), text: lineOf(callback) }));
  });
}

/** sidekiq-batch: a set an event, each member `{"callback": …, "opts": …}`. */
function openCallbacks(event: string, reply: Reply | undefined): { event: string; text: string }[] {
  return members(reply).map((member) => {
    const value = parseJson(member)?.value;
    const name = isObject(value) ? asString(value.get("callback")) : null;
    const options = isObject(value) ? value.get("opts") : undefined;
    if (name === null) return { event, text: maskText(member) };
    const shown = isObject(options) && options.size > 0 ? ` ${lineOf(options)}` : "";
    return { event, text: `${name}${shown}` };
  });
}

const lineOf = (value: JsonValue) => oneLine([toNode(value, rowBudget(true))], TEXT_CHARS).line;
