import "server-only";
import type { Redis } from "ioredis";
import type { LimiterEntry, LimiterPage } from "@/lib/domain/plugin.schema";
import { isAppError } from "@/lib/errors/app-error";
import { type Command, pipelined, type Reply } from "@/lib/redis/pipeline";
import type { PluginRequest } from "@/lib/stores/port";
import type { SidekiqContext } from "../context";
import { globEscape, scanKeyPage } from "../key-scan";
import { met } from "../key-survey";
import { maskText } from "../masking";
import { clockMs, TIME } from "../page";
import { buffers } from "../sequence";
import { secondsMs } from "../times";
import { scanReply } from "../work";

/** Families of keys: Enterprise's limiters begin so in every version; sidekiq-throttled's rules carry their class. */
const FAMILIES = [
  { family: "limiters", pattern: "lmtr[-:]*" },
  { family: "throttled", pattern: "throttled:*" },
] as const;
const SHOWN = 20;
const TEXT_CHARS = 500;
const THROTTLED = /^throttled:(.+?):(concurrency(?:\.v2)?|threshold)(?::(.*))?$/s;
const BACKLOG = ".backlog_info";

export async function readLimiters(
  redis: Redis,
  ctx: SidekiqContext,
  request: PluginRequest,
  signal?: AbortSignal,
): Promise<LimiterPage> {
  const present = FAMILIES.filter(({ family }) => met(ctx, family));
  const [, index = "0", inner = null] = /^([01])\.(.*)$/.exec(request.cursor ?? "") ?? [];
  const { prefix } = ctx.keys;
  const accept = (key: string) => !key.endsWith(BACKLOG);
  const scan = (family: number, cursor: string | null, limit: number) => {
    const { pattern } = present[family] ?? FAMILIES[0];
    return scanKeyPage(redis, `${globEscape(prefix)}${pattern}`, { cursor, limit }, accept, signal);
  };
  let at = Number(index) < present.length ? Number(index) : 0;
  let page = await scan(at, inner === "" ? null : inner, request.limit);
  if (page.nextCursor === null && at + 1 < present.length && page.keys.length < request.limit) {
    at += 1;
    const more = await scan(at, null, request.limit - page.keys.length);
    page = { ...more, keys: [...page.keys, ...more.keys] };
  }
  const [time] = await pipelined(redis, [TIME]);
  const next = page.nextCursor !== null ? `${at}.${page.nextCursor}` : at + 1 < present.length ? `${at + 1}.` : null;
  return {
    limiters: (
      await readKeys(
        redis,
        ctx,
        page.keys.map((key) => key.slice(prefix.length)),
      )
    ).sort(byName),
    nextCursor: next,
    scanned: page.scanned,
    total: page.total,
    complete: next === null,
    nowMs: clockMs(time),
  };
}

/** The rules of sidekiq-throttled that a class without key suffixes has. */
export async function throttlesOf(redis: Redis, ctx: SidekiqContext, name: string): Promise<LimiterEntry[]> {
  const keys = [`throttled:${name}:concurrency.v2`, `throttled:${name}:threshold`];
  const found = await readKeys(redis, ctx, keys);
  return found.filter(({ storedAs }) => storedAs !== "none");
}

async function readKeys(redis: Redis, { keys }: SidekiqContext, names: readonly string[]): Promise<LimiterEntry[]> {
  const facts = await pipelined(
    redis,
    names.flatMap((name): Command[] => [
      ["TYPE", keys.any(name)],
      ["PTTL", keys.any(name)],
    ]),
  );
  const types = names.map((_, index) => textOf(facts[index * 2]));
  const contents = await pipelined(
    redis,
    names.flatMap((name, index) => contentCommands(keys.any(name), types[index] ?? "")),
  );
  return names.map((name, index) => {
    const ttl = facts[index * 2 + 1];
    const [size, shown] = [contents[index * 2], contents[index * 2 + 1]];
    return toLimiter(name, types[index] ?? "", typeof ttl === "number" && ttl >= 0 ? ttl : null, size, shown);
  });
}

/** How much there is, and the beginning of it. */
function contentCommands(key: string, type: string): [Command, Command] {
  switch (type) {
    case "zset":
      return [
        ["ZCARD", key],
        ["ZRANGE", key, 0, SHOWN - 1, "WITHSCORES"],
      ];
    case "list":
      return [
        ["LLEN", key],
        ["LRANGE", key, -1, -1],
      ];
    case "hash":
      return [
        ["HLEN", key],
        ["HSCAN", key, 0, "COUNT", SHOWN],
      ];
    case "set":
      return [
        ["SCARD", key],
        ["SSCAN", key, 0, "COUNT", SHOWN],
      ];
    default:
      return [
        ["STRLEN", key],
        ["GETRANGE", key, 0, TEXT_CHARS - 1],
      ];
  }
}

function toLimiter(
  key: string,
  storedAs: string,
  ttlMs: number | null,
  size: Reply | undefined,
  shown: Reply | undefined,
): LimiterEntry {
  const [, name, rule, suffix] = THROTTLED.exec(key) ?? [];
  const kind = name === undefined ? (key.startsWith("lmtr") ? "enterprise" : "other") : ruleOf(rule);
  const scores = storedAs === "zset" && !isAppError(shown) ? buffers(shown) : [];
  const oldest = storedAs === "list" && !isAppError(shown) ? buffers(shown)[0] : undefined;
  return {
    key: key.slice(0, TEXT_CHARS),
    kind,
    name: (name === undefined ? key : suffix ? `${name} · ${suffix}` : name).slice(0, TEXT_CHARS),
    storedAs,
    size: typeof size === "number" && storedAs !== "string" ? size : null,
    ttlMs,
    jids: kind === "concurrency" ? scores.filter((_, index) => index % 2 === 0).map(clipped) : [],
    oldestAtMs: oldest ? secondsMs(oldest.toString("latin1")) : null,
    fields: fieldsOf(storedAs, shown),
  };
}

const ruleOf = (rule: string | undefined) => (rule === "threshold" ? ("threshold" as const) : ("concurrency" as const));

function fieldsOf(storedAs: string, shown: Reply | undefined): { name: string; value: string }[] {
  if (storedAs === "string" && Buffer.isBuffer(shown)) return [{ name: "value", value: maskText(clipped(shown)) }];
  if (storedAs !== "hash" || isAppError(shown)) return [];
  const flat = scanReply(shown)[1];
  const fields: { name: string; value: string }[] = [];
  for (let at = 0; at + 1 < flat.length && fields.length < SHOWN; at += 2) {
    const [name, value] = [flat[at], flat[at + 1]];
    if (name && value) fields.push({ name: clipped(name), value: maskText(clipped(value)) });
  }
  return fields;
}

const clipped = (bytes: Buffer) => bytes.subarray(0, TEXT_CHARS).toString("utf8");
const textOf = (reply: Reply | undefined) => (Buffer.isBuffer(reply) ? reply.toString("latin1") : String(reply));
const byName = (a: LimiterEntry, b: LimiterEntry) => (a.key < b.key ? -1 : 1);
