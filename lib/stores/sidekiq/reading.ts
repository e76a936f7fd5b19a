import "server-only";
import type { Redis } from "ioredis";
import { limits } from "@/lib/config/limits";
import type { JobSetName } from "@/lib/domain/job.schema";
import type { ProcessSummary } from "@/lib/domain/process.schema";
import type { StoreWarning } from "@/lib/domain/source.schema";
import { isAppError } from "@/lib/errors/app-error";
import { type Command, pipelined, type Reply } from "@/lib/redis/pipeline";
import type { StoreReading } from "@/lib/stores/port";
import type { SidekiqContext } from "./context";
import { counter } from "./daily";
import { lookElsewhere } from "./elsewhere";
import { type InfoFields, storeInfo, warningsOf } from "./info";
import { heartbeatCommand, processesOf } from "./process-list";
import { type BareQueue, pausingOf, queuesOf } from "./queue-list";
import { queueWatch } from "./queue-watch";
import { type Frame, readFrameHead } from "./reading-frame";

/**
 * What the snapshot shows, read again and again: the sizes of the sets and what moves each time, the rest every
 * `limits.frameEveryMs`. So a number that has stood still for that long may change that much later here.
 */
export interface Reading {
  read(options?: ReadingOptions): Promise<StoreReading>;
}

export interface ReadingOptions {
  /** Everything now: for a sample, and after a change. */
  complete?: boolean | undefined;
}

export function createReading(ctx: SidekiqContext): Reading {
  const watched = queueWatch(ctx);
  let frame: Frame | null = null;

  async function readOnce(redis: Redis, complete: boolean): Promise<StoreReading> {
    const startedMs = performance.now();
    const known = complete || frame === null || frame.untilMs <= startedMs ? null : frame;
    const head = known ?? (await readFrameHead(redis, ctx, frame));
    const due = watched.due(head.queues, known === null);
    const commands = [setCommands(ctx), watched.commands(due), known ? [] : heartbeatCommands(ctx, head.identities)];
    const replies = await pipelined(redis, commands.flat());
    const [sets, queues, heartbeats] = split(replies, commands);
    frame = known ?? { ...head, heartbeats: heartbeats ?? [] };
    return compose(redis, ctx, frame, sets ?? [], watched.note(head.queues, due, queues ?? []), startedMs);
  }
  return { read: ({ complete = false } = {}) => ctx.link.read((redis) => readOnce(redis, complete)) };
}

/** One complete reading. */
export const readStore = (ctx: SidekiqContext): Promise<StoreReading> => createReading(ctx).read();

const JOB_SETS = ["scheduled", "retry", "dead"] as const satisfies readonly JobSetName[];

const setCommands = ({ keys }: SidekiqContext): Command[] => [
  ...JOB_SETS.map((set): Command => ["ZCARD", keys.set(set)]),
  ["MGET", keys.stat("processed"), keys.stat("failed")],
];

const heartbeatCommands = (ctx: SidekiqContext, identities: readonly string[]) =>
  identities.map((identity) => heartbeatCommand(ctx, identity));

/** The replies to each of several lists of commands that were sent as one. */
function split(replies: readonly Reply[], commands: readonly (readonly Command[])[]): Reply[][] {
  let from = 0;
  return commands.map(({ length }) => {
    from += length;
    return replies.slice(from - length, from);
  });
}

async function compose(
  redis: Redis,
  ctx: SidekiqContext,
  frame: Frame,
  [scheduled, retry, dead, counters]: readonly Reply[],
  queueReplies: readonly Reply[],
  startedMs: number,
): Promise<StoreReading> {
  const nowMs = frame.nowMs + Math.max(0, Math.round(startedMs - frame.readAtMs));
  const processes = processesOf(frame.identities, frame.heartbeats, frame.leader, nowMs);
  const list = queuesOf({
    queues: frame.queues,
    replies: queueReplies,
    processes,
    paused: frame.paused,
    registered: new Set(frame.queues),
    nowMs,
  });
  const sizes = { scheduled: size(scheduled), retry: size(retry), dead: size(dead) };
  const [processed = null, failed = null] = Array.isArray(counters) ? counters : [];
  const totals = { processed: counter(processed), failed: counter(failed) };
  const inSets = JOB_SETS.reduce((sum, set) => sum + (sizes[set] ?? 1), 0);
  const hasSidekiq = frame.queues.length + frame.identities.length + inSets + totals.processed > 0;
  return {
    atMs: nowMs,
    sizes,
    totals,
    queues: mostTelling(list),
    queueTotal: list.length,
    processes: processes.slice(0, limits.processesInSnapshot),
    processTotal: processes.length,
    pausing: pausingOf(frame.paused, frame.superProcesses, processes),
    ...about(ctx, frame, processes, { nowMs, hasSidekiq, broken: wrongTypes(ctx, { scheduled, retry, dead }) }),
    foundElsewhere: hasSidekiq ? [] : await lookElsewhere(redis, ctx, frame.info),
  };
}

function about(
  ctx: SidekiqContext,
  frame: Frame,
  processes: readonly ProcessSummary[],
  facts: { nowMs: number; hasSidekiq: boolean; broken: StoreWarning[] },
): Pick<StoreReading, "info" | "warnings"> {
  const fields: InfoFields | null = frame.info;
  const info = fields && storeInfo(ctx, fields, { save: frame.save, roundTripMs: frame.roundTripMs, processes });
  return { info, warnings: [...facts.broken, ...warningsOf(info, facts)] };
}

/** Names the sets whose key holds another type, since their size is then unknown and not nothing. */
function wrongTypes(ctx: SidekiqContext, replies: Record<JobSetName, Reply | undefined>): StoreWarning[] {
  const broken = JOB_SETS.filter((set) => {
    const reply = replies[set];
    return isAppError(reply) && reply.params.reply === "WRONGTYPE";
  });
  const key = broken.map((set) => ctx.keys.set(set)).join(", ");
  return broken.length === 0 ? [] : [{ code: "wrong_type", params: { key } }];
}

const size = (reply: Reply | undefined) => (typeof reply === "number" ? reply : null);

/** Of very many queues those that hold or delay jobs, so that the snapshot stays small. */
function mostTelling(queues: BareQueue[]): BareQueue[] {
  if (queues.length <= limits.queuesInSnapshot) return queues;
  return queues
    .toSorted((a, b) => (b.latencySec ?? 0) - (a.latencySec ?? 0) || b.size - a.size)
    .slice(0, limits.queuesInSnapshot);
}
