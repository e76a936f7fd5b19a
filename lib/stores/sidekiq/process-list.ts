import "server-only";
import type { Redis } from "ioredis";
import { limits } from "@/lib/config/limits";
import type { BusyPage, ProcessSummary, RunningJob } from "@/lib/domain/process.schema";
import { queueVisible } from "@/lib/domain/queue-glob";
import { AppError } from "@/lib/errors/app-error";
import { type Command, pipelined, type Reply } from "@/lib/redis/pipeline";
import type { Processes } from "@/lib/stores/port";
import type { SidekiqContext } from "./context";
import { cronRunsFor } from "./cron-runs";
import { toEntry } from "./entry";
import { predicateOf } from "./filter";
import { iterationCommand, toIteration } from "./iteration";
import { clockMs, TIME } from "./page";
import { flagged, HEARTBEAT_FIELDS, toProcess } from "./process";
import { readLeaving } from "./signals";
import { foundWork, readWork, setMembers, type Work } from "./work";

export type ProcessReads = Pick<Processes, "list" | "busy" | "leaving">;

/** The live processes and what they run. */
export function createProcessReads(ctx: SidekiqContext): ProcessReads {
  return {
    list: () => ctx.link.read(async (redis) => (await readProcesses(redis, ctx)).processes),
    busy: (request) => ctx.link.read((redis) => readBusy(redis, ctx, request)),
    leaving: (identities) => readLeaving(ctx, identities),
  };
}

export function heartbeatCommand(ctx: SidekiqContext, identity: string): Command {
  return ["HMGET", ctx.keys.process(identity), ...HEARTBEAT_FIELDS];
}

/** Live processes by host and identity; a name without a heartbeat has crashed or stopped and is left out. */
export function processesOf(
  identities: readonly string[],
  beats: readonly Reply[],
  leader: Reply | undefined,
  nowMs: number,
): ProcessSummary[] {
  const leading = Buffer.isBuffer(leader) ? leader.toString("utf8") : null;
  const found = identities
    .map((identity, index) => toProcess(identity, beats[index], leading))
    .filter((process) => process !== null)
    .sort((a, b) => compare(a.hostname, b.hostname) || compare(a.identity, b.identity));
  return flagged(found, nowMs);
}

const compare = (a: string, b: string) => (a < b ? -1 : a > b ? 1 : 0);

async function readProcesses(redis: Redis, ctx: SidekiqContext) {
  const [members, leader, time] = await pipelined(redis, [
    ["SSCAN", ctx.keys.processes, 0, "COUNT", 500],
    ["GET", ctx.keys.leader],
    TIME,
  ]);
  const identities = await setMembers(redis, ctx.keys.processes, members);
  const beats = await pipelined(
    redis,
    identities.map((identity) => heartbeatCommand(ctx, identity)),
  );
  const nowMs = clockMs(time);
  return { processes: processesOf(identities, beats, leader, nowMs), nowMs };
}

async function readBusy(
  redis: Redis,
  ctx: SidekiqContext,
  request: Parameters<Processes["busy"]>[0],
): Promise<BusyPage> {
  const { processes, nowMs } = await readProcesses(redis, ctx);
  const all = await readWork(
    redis,
    ctx,
    processes.map(({ identity }) => identity),
  );
  const { queueGlobs } = request;
  const globs = queueGlobs ?? null;
  const allowed = all.filter((work) => queueVisible(work.queue || null, globs));
  const matches = predicateOf(request.q, undefined, nowMs, await cronRunsFor(ctx, request.q));
  const matching = allowed.filter((work) => matches(work.payload, work));
  const start = startOf(request.cursor);
  const limit = Math.min(request.limit, limits.runningJobsPage);
  const page = matching.slice(start, start + limit);
  return {
    processes,
    running: await runningJobs(redis, ctx, page, processes),
    runningTotal: matching.length,
    nextCursor: start + limit < matching.length ? String(start + limit) : null,
    totals: {
      processes: processes.length,
      concurrency: sum(processes, ({ concurrency }) => concurrency ?? 0),
      busy: sum(processes, ({ busy }) => busy),
      rssBytes: sum(processes, ({ rssBytes }) => rssBytes ?? 0),
      quiet: processes.filter(({ quiet }) => quiet).length,
    },
    nowMs,
  };
}

async function runningJobs(
  redis: Redis,
  ctx: SidekiqContext,
  page: readonly Work[],
  processes: readonly ProcessSummary[],
): Promise<RunningJob[]> {
  const hosts = new Map(processes.map(({ identity, hostname }) => [identity, hostname]));
  const entries = page.map((work) => ({ work, entry: toEntry(work.payload, foundWork(work)) }));
  const states = await pipelined(
    redis,
    entries.map(({ entry }) => iterationCommand(ctx, entry.jid ?? "")),
  );
  return entries.map(({ work, entry }, index) => ({
    ...entry,
    process: work.process,
    thread: work.thread,
    hostname: hosts.get(work.process) ?? "",
    startedAtMs: work.startedAtMs,
    iteration: entry.jid === null ? null : toIteration(states[index]),
  }));
}

function startOf(cursor: string | null): number {
  if (cursor === null) return 0;
  if (!/^\d{1,7}$/.test(cursor)) throw new AppError("invalid_cursor");
  return Number(cursor);
}

const sum = <T>(items: readonly T[], of: (item: T) => number) => items.reduce((total, item) => total + of(item), 0);
