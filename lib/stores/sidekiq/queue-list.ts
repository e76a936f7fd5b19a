import "server-only";
import type { Redis } from "ioredis";
import type { ProcessSummary } from "@/lib/domain/process.schema";
import type { QueueList, QueueSummary } from "@/lib/domain/queue.schema";
import { isAppError } from "@/lib/errors/app-error";
import { type Command, pipelined, type Reply } from "@/lib/redis/pipeline";
import type { QueueControl } from "@/lib/stores/port";
import type { SidekiqContext } from "./context";
import { readPayload } from "./entry";
import { clockMs, TIME } from "./page";
import { heartbeatCommand, processesOf } from "./process-list";
import { timeMs } from "./times";
import { scanReply, setMembers } from "./work";

export type QueueReads = Pick<QueueControl, "list">;
export type BareQueue = Omit<QueueSummary, "inPerMin" | "outPerMin" | "netPerMin" | "emptyInSec">;

/** Super_fetch's private lists are in-flight jobs, not queues. */
const PRIVATE = "sq|";
const SCAN_COUNT = 500;
const SCAN_BUDGET_MS = 300;

/** Every queue, also those that Sidekiq's own set does not name. */
export function createQueueReads(ctx: SidekiqContext): QueueReads {
  return { list: () => ctx.link.read((redis) => listQueues(redis, ctx)) };
}

async function listQueues(redis: Redis, ctx: SidekiqContext): Promise<QueueList> {
  const { keys } = ctx;
  const [names, paused, identities, leader, time, reliable] = await pipelined(redis, [
    ["SSCAN", keys.queues, 0, "COUNT", SCAN_COUNT],
    ["SSCAN", keys.paused, 0, "COUNT", SCAN_COUNT],
    ["SSCAN", keys.processes, 0, "COUNT", SCAN_COUNT],
    ["GET", keys.leader],
    TIME,
    ["EXISTS", keys.any("super_processes")],
  ]);
  const registered = await tolerant(redis, keys.queues, names);
  const live = await tolerant(redis, keys.processes, identities);
  const unregistered = await discover(redis, ctx, new Set(registered));
  const queues = [...registered, ...unregistered];
  const replies = await pipelined(redis, [
    ...queues.flatMap((queue) => queueCommands(ctx, queue)),
    ...live.map((identity) => heartbeatCommand(ctx, identity)),
  ]);
  const nowMs = clockMs(time);
  const processes = processesOf(live, replies.slice(queues.length * 2), leader, nowMs);
  const pausedNames = new Set(await tolerant(redis, keys.paused, paused));
  const list = queuesOf({ queues, replies, processes, paused: pausedNames, registered: new Set(registered), nowMs });
  return {
    queues: list.map((queue) => ({ ...queue, inPerMin: null, outPerMin: null, netPerMin: null, emptyInSec: null })),
    total: list.length,
    pausing: pausingOf(pausedNames, reliable, processes),
    nowMs,
  };
}

/** Members of a set that may not be one: then none. */
export async function tolerant(redis: Redis, key: string, first: Reply | undefined): Promise<string[]> {
  if (isAppError(first)) return [];
  return setMembers(redis, key, first);
}

/** Size and next job of one queue: the two replies that `queuesOf` takes for it. */
export function queueCommands(ctx: SidekiqContext, queue: string): Command[] {
  const key = ctx.keys.queue(queue);
  return [
    ["LLEN", key],
    ["LINDEX", key, -1],
  ];
}

interface QueueFacts {
  readonly queues: readonly string[];
  /** Two for each queue, in the order of `queues`. */
  readonly replies: readonly Reply[];
  readonly processes: readonly ProcessSummary[];
  readonly paused: ReadonlySet<string>;
  readonly registered: ReadonlySet<string>;
  readonly nowMs: number;
}

export function queuesOf(facts: QueueFacts): BareQueue[] {
  const listeners = countListeners(facts.processes);
  return facts.queues
    .map((name, index) => {
      const [size, tail] = [facts.replies[index * 2], facts.replies[index * 2 + 1]];
      const heard = listeners.get(name) ?? { all: 0, quiet: 0 };
      const count = typeof size === "number" ? size : 0;
      return {
        name,
        size: count,
        latencySec: count === 0 ? 0 : latencySec(tail, facts.nowMs),
        paused: facts.paused.has(name),
        listeners: heard.all,
        quietListeners: heard.quiet,
        registered: facts.registered.has(name),
        problem: isAppError(size) ? String(size.params.reply ?? size.code) : problemOfName(name, count),
      };
    })
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}

/** A name with bytes that are no UTF-8 leads to no list: nothing found there is not nothing. */
const problemOfName = (name: string, size: number) => (size === 0 && name.includes("\ufffd") ? "NOT_UTF8" : null);

/** Age of the next job to run by its own `enqueued_at`, as Sidekiq's `Queue#latency`; null when it does not say. */
function latencySec(tail: Reply | undefined, nowMs: number): number | null {
  if (!Buffer.isBuffer(tail)) return null;
  const { fields } = readPayload(tail);
  const sinceMs = timeMs(fields.get("enqueued_at")) ?? timeMs(fields.get("created_at"));
  return sinceMs === null ? null : Math.max(0, (nowMs - sinceMs) / 1_000);
}

function countListeners(processes: readonly ProcessSummary[]): Map<string, { all: number; quiet: number }> {
  const counts = new Map<string, { all: number; quiet: number }>();
  for (const { queues, quiet } of processes) {
    for (const queue of new Set(queues)) {
      const count = counts.get(queue) ?? { all: 0, quiet: 0 };
      counts.set(queue, { all: count.all + 1, quiet: count.quiet + (quiet ? 1 : 0) });
    }
  }
  return counts;
}

/** Only Pro's workers honour `paused`; super_fetch and the label it sets show them. */
export function pausingOf(
  paused: ReadonlySet<string>,
  superProcesses: Reply | undefined,
  processes: readonly ProcessSummary[],
): QueueList["pausing"] {
  const pro = paused.size > 0 || superProcesses === 1 || processes.some(({ labels }) => labels.includes("reliable"));
  return pro ? "available" : "not_honoured";
}

/** Queue lists whose name is not in `queues`, as far as a bounded walk over the keys meets them. */
async function discover(redis: Redis, ctx: SidekiqContext, known: ReadonlySet<string>): Promise<string[]> {
  const prefix = ctx.keys.queue("");
  const pattern = `${prefix.replace(/[\\*?[\]^]/g, "\\$&")}*`;
  const untilMs = Date.now() + SCAN_BUDGET_MS;
  const found = new Set<string>();
  let cursor = "0";
  do {
    const [reply] = await pipelined(redis, [["SCAN", cursor, "MATCH", pattern, "COUNT", SCAN_COUNT]]);
    if (isAppError(reply)) return [];
    const [next, page] = scanReply(reply);
    cursor = next;
    for (const key of page) {
      const name = key.toString("utf8").slice(prefix.length);
      if (!known.has(name) && !name.startsWith(PRIVATE)) found.add(name);
    }
  } while (cursor !== "0" && Date.now() < untilMs);
  return [...found];
}
