import "server-only";
import type { Redis } from "ioredis";
import type { StatusEntry, StatusPage } from "@/lib/domain/plugin.schema";
import { isAppError } from "@/lib/errors/app-error";
import { type Command, pipelined, type Reply } from "@/lib/redis/pipeline";
import type { PluginRequest } from "@/lib/stores/port";
import { oneLine, toNodes } from "../arg-tree";
import type { SidekiqContext } from "../context";
import { rowBudget } from "../entry";
import { globEscape, scanKeyPage } from "../key-scan";
import { maskText } from "../masking";
import { clockMs, TIME } from "../page";
import { asNumber, parseJson } from "../payload-parse";
import { timeMs } from "../times";

const PREFIX = "sidekiq:status:";
const TEXT_CHARS = 500;
const ARGS_BYTES = 64 * 1024;
/** The hash of sidekiq-status: 4.x writes `updated_at`, 3.x `update_time`; both were looked at or read. */
const FIELDS = ["status", "worker", "args", "at", "total", "message", "stop", "update_time", "updated_at"] as const;

export async function readStatuses(
  redis: Redis,
  ctx: SidekiqContext,
  request: PluginRequest,
  signal?: AbortSignal,
): Promise<StatusPage> {
  const start = ctx.keys.any(PREFIX);
  const page = await scanKeyPage(redis, `${globEscape(start)}*`, request, () => true, signal);
  const [time] = await pipelined(redis, [TIME]);
  const jids = page.keys.map((key) => key.slice(start.length));
  const found = await readJids(redis, ctx, jids);
  return {
    statuses: found.sort((a, b) => (b.updatedAtMs ?? 0) - (a.updatedAtMs ?? 0)),
    nextCursor: page.nextCursor,
    scanned: page.scanned,
    total: page.total,
    complete: page.nextCursor === null,
    nowMs: clockMs(time),
  };
}

export async function statusOf(redis: Redis, ctx: SidekiqContext, jid: string): Promise<StatusEntry | null> {
  return (await readJids(redis, ctx, [jid]))[0] ?? null;
}

async function readJids(redis: Redis, { keys }: SidekiqContext, jids: readonly string[]): Promise<StatusEntry[]> {
  const replies = await pipelined(
    redis,
    jids.flatMap((jid): Command[] => [
      ["HMGET", keys.any(`${PREFIX}${jid}`), ...FIELDS],
      ["PTTL", keys.any(`${PREFIX}${jid}`)],
    ]),
  );
  return jids.flatMap((jid, index) => {
    const status = toStatus(jid, replies[index * 2], replies[index * 2 + 1]);
    return status ? [status] : [];
  });
}

function toStatus(jid: string, reply: Reply | undefined, ttl: Reply | undefined): StatusEntry | null {
  if (isAppError(reply) || !Array.isArray(reply) || reply.every((value) => value === null)) return null;
  const raw = (name: (typeof FIELDS)[number]) => {
    const value = reply[FIELDS.indexOf(name)];
    return Buffer.isBuffer(value) ? value : null;
  };
  const text = (name: (typeof FIELDS)[number]) => raw(name)?.subarray(0, TEXT_CHARS).toString("utf8") ?? null;
  return {
    jid: jid.slice(0, TEXT_CHARS),
    status: text("status") ?? "",
    class: text("worker") || null,
    args: argsLine(raw("args")),
    at: asNumber(parseJson(text("at") ?? "")?.value),
    total: asNumber(parseJson(text("total") ?? "")?.value),
    message: text("message") ? maskText(text("message") ?? "") : null,
    stopAsked: text("stop") === "true",
    updatedAtMs: timeMs(text("updated_at") ?? text("update_time") ?? undefined),
    ttlMs: typeof ttl === "number" && ttl >= 0 ? ttl : null,
  };
}

/** JSON of the arguments, or the arguments as a sentence. */
function argsLine(bytes: Buffer | null): string {
  if (!bytes) return "";
  const text = bytes.subarray(0, ARGS_BYTES).toString("utf8");
  const value = parseJson(text)?.value;
  if (value === undefined) return maskText(text.slice(0, TEXT_CHARS));
  return oneLine(toNodes(Array.isArray(value) ? value : [value], rowBudget(true)), TEXT_CHARS).line;
}
