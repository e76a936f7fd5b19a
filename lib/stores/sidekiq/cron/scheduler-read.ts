import "server-only";
import type { Redis } from "ioredis";
import { limits } from "@/lib/config/limits";
import type { CronEntry, CronRun, CronSchedule } from "@/lib/domain/cron.schema";
import { pipelined, type Reply } from "@/lib/redis/pipeline";
import type { SidekiqContext } from "../context";
import { JsonNumber, type JsonObject, type JsonValue, parseJson } from "../payload-parse";
import { scanReply } from "../work";
import { memberText } from "./json-edit";
import { rubyTimeMs, shownArgs, versionOf } from "./shared";

/** The keys of sidekiq-scheduler 5 and 6 (`redis_manager.rb`), without its own optional prefix. */
export const SCHEDULER = {
  schedules: "schedules",
  changed: "schedules_changed",
  states: "sidekiq-scheduler:states",
  next: "sidekiq-scheduler:next_times",
  last: "sidekiq-scheduler:last_times",
  pushed: (name: string) => `sidekiq-scheduler:pushed:${name}`,
} as const;

/** The first that is not empty counts, in this order. */
export const KINDS = ["cron", "every", "at", "in", "interval"] as const satisfies readonly CronSchedule["kind"][];

export interface StoredSchedule {
  readonly name: string;
  readonly spec: string;
  readonly state: string;
  readonly next: string;
  readonly last: string;
  /** Epoch seconds of the times it fired for, newest first, of the last 24 hours. */
  readonly pushed: readonly number[];
  /** When and as which job Signalbox last ran it by hand, as `MS JID`. */
  readonly ran: string;
}

const PUSHED = 10;

export async function scheduleNames(redis: Redis, { keys }: SidekiqContext): Promise<string[]> {
  const names = new Set<string>();
  let cursor = "0";
  do {
    const [reply] = await pipelined(redis, [["HSCAN", keys.any(SCHEDULER.schedules), cursor, "COUNT", 500]]);
    const [next, items] = scanReply(reply);
    for (let at = 0; at < items.length; at += 2) names.add(items[at]?.toString("utf8") ?? "");
    cursor = next;
  } while (cursor !== "0" && names.size < limits.cronEntries);
  return [...names];
}

/** Those that are there; `ranKey` is our own record of runs by hand. */
export async function readSchedules(
  redis: Redis,
  { keys }: SidekiqContext,
  ranKey: string,
  names: readonly string[],
): Promise<StoredSchedule[]> {
  if (names.length === 0) return [];
  const [specs, states, nexts, lasts, ran, ...pushed] = await pipelined(redis, [
    ["HMGET", keys.any(SCHEDULER.schedules), ...names],
    ["HMGET", keys.any(SCHEDULER.states), ...names],
    ["HMGET", keys.any(SCHEDULER.next), ...names],
    ["HMGET", keys.any(SCHEDULER.last), ...names],
    ["HMGET", ranKey, ...names.map((name) => `s:${name}`)],
    ...names.map((name) => ["ZREVRANGE", keys.any(SCHEDULER.pushed(name)), 0, PUSHED - 1] as const),
  ]);
  return names.flatMap((name, index) => {
    const spec = textAt(specs, index);
    if (spec === null) return [];
    const list = pushed[index];
    return {
      name,
      spec,
      state: textAt(states, index) ?? "",
      next: textAt(nexts, index) ?? "",
      last: textAt(lasts, index) ?? "",
      pushed: Array.isArray(list) ? list.map(Number).filter(Number.isFinite) : [],
      ran: textAt(ran, index) ?? "",
    };
  });
}

function textAt(reply: Reply | undefined, index: number): string | null {
  const item = Array.isArray(reply) ? reply[index] : null;
  return Buffer.isBuffer(item) ? item.toString("utf8") : null;
}

export function scheduleEntryOf(stored: StoredSchedule): CronEntry {
  const value = parseJson(stored.spec)?.value;
  const spec: JsonObject | null = value instanceof Map ? value : null;
  const text = (key: string) => textValue(spec?.get(key));
  const schedule = spec && scheduleOf(spec);
  const args = memberText(stored.spec, "args") ?? "[]";
  const [ranMs, ranJid] = stored.ran.split(" ");
  const runs: CronRun[] = stored.pushed.map((sec) => run(sec * 1000, null, "unknown"));
  if (ranMs) runs.push(run(Number(ranMs), ranJid ?? null, "manual"));
  return {
    id: `s:${stored.name}`,
    scheduler: "sidekiq-scheduler",
    namespace: null,
    name: stored.name,
    class: text("class") ?? stored.name,
    queue: text("queue") ?? "default",
    ...shownArgs(args),
    schedule,
    description: text("description"),
    activeJob: spec?.get("args") instanceof Map || spec?.get("keyword_argument") === true,
    dateAsArgument: spec?.get("include_metadata") === true,
    retry: scalar(spec?.get("retry")),
    declared: null,
    enabled: enabledOf(stored.state, spec),
    problem: spec === null ? "unreadable" : schedule === null ? "no_schedule" : null,
    lastRunMs: rubyTimeMs(stored.last),
    nextRunMs: rubyTimeMs(stored.next),
    runs: runs.sort((a, b) => b.atMs - a.atMs).slice(0, PUSHED),
    watchedSinceMs: null,
    version: versionOf([stored.spec, stored.state]),
    runToken: stored.ran,
  };
}

const run = (atMs: number, jid: string | null, kind: CronRun["kind"]): CronRun => ({
  atMs,
  slotMs: kind === "manual" ? null : atMs,
  jid,
  matched: false,
  kind,
  became: null,
});

const textValue = (value: JsonValue | undefined) => (typeof value === "string" && value !== "" ? value : null);

function scalar(value: JsonValue | undefined): string | null {
  if (typeof value === "boolean") return String(value);
  return value instanceof JsonNumber ? value.text : null;
}

function scheduleOf(spec: JsonObject): CronSchedule | null {
  for (const kind of KINDS) {
    const value = spec.get(kind);
    const text = textValue(Array.isArray(value) ? value[0] : value);
    if (text !== null) return { kind, text };
  }
  return null;
}

/** What was toggled counts first, then the spec. */
function enabledOf(state: string, spec: JsonObject | null): boolean {
  const toggled = parseJson(state)?.value;
  const value = toggled instanceof Map ? toggled.get("enabled") : undefined;
  return (value ?? spec?.get("enabled") ?? true) !== false;
}
