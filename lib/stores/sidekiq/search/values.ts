import "server-only";
import { limits } from "@/lib/config/limits";
import type { ArgNode } from "@/lib/domain/job.schema";
import { queueVisible } from "@/lib/domain/queue-glob";
import type { FilterValues } from "@/lib/domain/search.schema";
import { isAppError } from "@/lib/errors/app-error";
import { type Command, pipelined } from "@/lib/redis/pipeline";
import type { CallOptions, ListRef, ValuesRequest } from "@/lib/stores/port";
import type { SidekiqContext } from "../context";
import { readCronRuns } from "../cron-runs";
import { argNodes, rowBudget } from "../entry";
import { type CronRuns, errorClassOf, filterFacts, NO_RUNS, type Spot, setOf } from "../filter-facts";
import { type Peek, peek } from "../peek";
import { sequenceOf } from "../sequence";
import { readWork, setMembers } from "../work";
import { everywhere } from "./places";

const PAGE = 250;
const VALUE_CHARS = 100;

/** Which values a filter's key has, among at most `limits.valuesLooked` entries spread evenly over the places. */
export async function readValues(
  ctx: SidekiqContext,
  request: ValuesRequest,
  options: CallOptions = {},
): Promise<FilterValues> {
  const globs = request.queueGlobs ?? null;
  const places = (request.places ?? (await everywhere(ctx))).filter(
    (place) => !("queue" in place) || queueVisible(place.queue, globs),
  );
  const runs = request.key === "cron" ? await readCronRuns(ctx) : NO_RUNS;
  const counts = new Map<string, number>();
  let looked = 0;
  const count = (bytes: Buffer, spot: Spot, queue: string | null) => {
    if (!queueVisible(queue, globs)) return;
    looked++;
    for (const value of valuesOf(request, bytes, spot, runs)) {
      if (value === "" || value.length > VALUE_CHARS) continue;
      const known = counts.get(value);
      if (known !== undefined || counts.size < limits.facetValues) counts.set(value, (known ?? 0) + 1);
    }
  };
  const lists = places.filter((place): place is ListRef => !("running" in place));
  const sizes = await sizesOf(ctx, lists);
  const total = sizes.reduce((sum, size) => sum + size, 0);
  for (const [index, list] of lists.entries()) {
    const sequence = sequenceOf(list, ctx.keys);
    for (const command of spread(sizes[index] ?? 0, total).map(([low, high]) => sequence.bareRange(low, high))) {
      options.signal?.throwIfAborted();
      const spot: Spot = "set" in list ? { set: list.set, score: null } : { queue: list.queue };
      for (const bytes of await entries(ctx, command)) {
        count(bytes, spot, "queue" in list ? list.queue : globs === null ? null : peek(bytes).text("queue"));
      }
    }
  }
  if (places.some((place) => "running" in place)) {
    const work = await ctx.link.read(async (redis) =>
      readWork(redis, ctx, await setMembers(redis, ctx.keys.processes)),
    );
    for (const each of work) count(each.payload, each, each.queue);
  }
  const values = [...counts].map(([value, number]) => ({ value, count: number }));
  values.sort((a, b) => b.count - a.count || (a.value < b.value ? -1 : 1));
  return { values, looked, total: globs === null ? total : null };
}

async function sizesOf(ctx: SidekiqContext, lists: readonly ListRef[]): Promise<number[]> {
  const lengths = lists.map((list) => sequenceOf(list, ctx.keys).length);
  const replies = await ctx.link.read((redis) => pipelined(redis, lengths));
  return replies.map((reply) => (typeof reply === "number" ? reply : 0));
}

/** The share of a list in all that is looked at, as ranges at even distances. */
function spread(size: number, total: number): [low: number, high: number][] {
  if (size === 0) return [];
  const share = Math.min(size, Math.max(PAGE, Math.ceil((limits.valuesLooked * size) / total)));
  const pages = Math.ceil(share / PAGE);
  return Array.from({ length: pages }, (_, index) => {
    const low = Math.floor((size * index) / pages);
    return [low, Math.min(Math.floor((size * (index + 1)) / pages), low + PAGE) - 1];
  });
}

async function entries({ link }: SidekiqContext, command: Command): Promise<Buffer[]> {
  const [reply] = await link.bulk((redis) => pipelined(redis, [command]));
  if (isAppError(reply) || !Array.isArray(reply)) return [];
  return reply.filter((each) => Buffer.isBuffer(each));
}

function valuesOf({ key, path }: ValuesRequest, bytes: Buffer, spot: Spot, runs: CronRuns): readonly string[] {
  const job = peek(bytes);
  const one = (value: string | null) => (value === null ? [] : [value]);
  switch (key) {
    case "class":
      return one(job.class);
    case "queue":
      return one(job.text("queue") ?? ("queue" in spot ? spot.queue : null));
    case "error":
      return one(errorClassOf(job, spot));
    case "process":
      return "process" in spot ? [spot.process] : [];
    case "tag":
      return filterFacts(bytes, job, spot, 0).tags;
    case "bid":
    case "lock":
      return one(filterFacts(bytes, job, spot, 0)[key]);
    case "set":
      return one(setOf(spot));
    case "cron":
      return [...new Set(filterFacts(bytes, job, spot, 0, runs).crons)];
    case "argName":
      return [...new Set(argNames(job))];
    case "arg": {
      const found = filterFacts(bytes, job, spot, 0).args(path);
      return [...new Set(found.flatMap(({ text, masked }) => (masked || text === null ? [] : [text])))];
    }
  }
}

/** Names that stand in the arguments, with dots from the outermost on; two levels tell enough to go on from. */
function argNames(job: Peek): string[] {
  const read = job.read();
  if (read.problem === "too_large") return [];
  const members = (nodes: readonly ArgNode[], before: string, depth: number): string[] =>
    nodes.flatMap((node) => {
      if (node.kind === "array") return members(node.children ?? [], before, depth);
      const name = node.key === undefined ? before : `${before}${before === "" ? "" : "."}${node.key}`;
      const own = node.key === undefined || /[\s.:<>=()"*]/.test(node.key) ? [] : [name];
      return depth === 0
        ? own
        : [...own, ...members(node.children ?? [], name, node.key === undefined ? depth : depth - 1)];
    });
  return members(argNodes(read, rowBudget(true), read.fields.get("encrypt") === true), "", 2);
}
