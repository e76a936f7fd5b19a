import "server-only";
import type { Redis } from "ioredis";
import { limits } from "@/lib/config/limits";
import type { JobSetName } from "@/lib/domain/job.schema";
import type { StoreWarning } from "@/lib/domain/source.schema";
import { isAppError } from "@/lib/errors/app-error";
import type { RedisLink } from "@/lib/redis/link";
import { type Command, pipelined, type Reply } from "@/lib/redis/pipeline";
import type { StoreReading } from "@/lib/stores/port";
import type { SidekiqContext } from "./context";
import { counter } from "./daily";
import { lookElsewhere } from "./elsewhere";
import { parseInfo, storeInfo, warningsOf } from "./info";
import { clockMs, TIME } from "./page";
import { heartbeatCommand, processesOf } from "./process-list";
import { type BareQueue, pausingOf, queueCommands, queuesOf, tolerant } from "./queue-list";

/** Everything the snapshot shows: two round trips, more only for stores with more than fifty queues. */
export async function readStore(ctx: SidekiqContext): Promise<StoreReading> {
  return ctx.link.read((redis) => readAll(redis, ctx));
}

async function readAll(redis: Redis, ctx: SidekiqContext): Promise<StoreReading> {
  const { keys, link } = ctx;
  const startedMs = performance.now();
  const [
    names,
    identities,
    paused,
    leader,
    scheduled,
    retry,
    dead,
    processed,
    failed,
    time,
    superProcesses,
    info,
    save,
  ] = await pipelined(redis, [
    ["SSCAN", keys.queues, 0, "COUNT", 500],
    ["SSCAN", keys.processes, 0, "COUNT", 500],
    ["SSCAN", keys.paused, 0, "COUNT", 500],
    ["GET", keys.leader],
    ["ZCARD", keys.set("scheduled")],
    ["ZCARD", keys.set("retry")],
    ["ZCARD", keys.set("dead")],
    ["GET", keys.stat("processed")],
    ["GET", keys.stat("failed")],
    TIME,
    ["EXISTS", keys.any("super_processes")],
    ...askedOf(link),
  ]);
  const roundTripMs = Math.round((performance.now() - startedMs) * 100) / 100;
  rememberRefusals(link, info, save);
  const queues = await tolerant(redis, keys.queues, names);
  const live = await tolerant(redis, keys.processes, identities);
  const pausedNames = new Set(await tolerant(redis, keys.paused, paused));
  const replies = await pipelined(redis, [
    ...queues.flatMap((queue) => queueCommands(ctx, queue)),
    ...live.map((identity) => heartbeatCommand(ctx, identity)),
  ]);
  const nowMs = clockMs(time);
  const processes = processesOf(live, replies.slice(queues.length * 2), leader, nowMs);
  const list = queuesOf({ queues, replies, processes, paused: pausedNames, registered: new Set(queues), nowMs });
  const sizes = { scheduled: size(scheduled), retry: size(retry), dead: size(dead) };
  const totals = { processed: counter(processed), failed: counter(failed) };
  const hasSidekiq = queues.length + live.length + sizes.scheduled + sizes.retry + sizes.dead + totals.processed > 0;
  const fields = parseInfo(info);
  const about = fields && storeInfo(ctx, fields, { save, roundTripMs, processes });
  return {
    atMs: nowMs,
    sizes,
    totals,
    queues: mostTelling(list),
    queueTotal: list.length,
    processes: processes.slice(0, limits.processesInSnapshot),
    processTotal: processes.length,
    pausing: pausingOf(pausedNames, superProcesses, processes),
    info: about,
    warnings: [...wrongTypes(ctx, { scheduled, retry, dead }), ...warningsOf(about, { nowMs, hasSidekiq })],
    foundElsewhere: hasSidekiq ? [] : await lookElsewhere(redis, ctx, fields),
  };
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

const JOB_SETS = ["scheduled", "retry", "dead"] as const satisfies readonly JobSetName[];

const size = (reply: Reply | undefined) => (typeof reply === "number" ? reply : 0);

/** Of very many queues those that hold or delay jobs, so that the snapshot stays small. */
function mostTelling(queues: BareQueue[]): BareQueue[] {
  if (queues.length <= limits.queuesInSnapshot) return queues;
  return queues
    .toSorted((a, b) => (b.latencySec ?? 0) - (a.latencySec ?? 0) || b.size - a.size)
    .slice(0, limits.queuesInSnapshot);
}

/** A command the server refused is not asked again for a while: each refusal is an entry in its ACL log. */
const refusedUntilMs = new WeakMap<RedisLink, { info: number; save: number }>();
const ASK_AGAIN_MS = 300_000;

function askedOf(link: RedisLink): Command[] {
  const until = refusedUntilMs.get(link) ?? { info: 0, save: 0 };
  const now = Date.now();
  const nothing: Command = ["EXISTS", "signalbox:nothing"];
  return [until.info > now ? nothing : ["INFO"], until.save > now ? nothing : ["CONFIG", "GET", "save"]];
}

function rememberRefusals(link: RedisLink, info: Reply | undefined, save: Reply | undefined): void {
  if (!isAppError(info) && !isAppError(save)) return;
  const now = Date.now();
  const known = refusedUntilMs.get(link) ?? { info: 0, save: 0 };
  refusedUntilMs.set(link, {
    info: isAppError(info) ? now + ASK_AGAIN_MS : known.info,
    save: isAppError(save) ? now + ASK_AGAIN_MS : known.save,
  });
}
