import "server-only";
import type { FilterNode } from "@/lib/domain/filter";
import type { SidekiqContext } from "./context";
import { cronMembers } from "./cron/cron-keys";
import { cronEntryOf, readStored } from "./cron/cron-read";
import { filterTree } from "./filter";
import { type CronRuns, NO_RUNS } from "./filter-facts";

/**
 * What `cron:` is compared with: a job says nothing of the entry that made it, but sidekiq-cron keeps the ids of an
 * entry's last ten (`jid_history`; `sidekiq/cron/job.rb` 2.4). Nothing is read for a filter that does not ask.
 * @throws AppError `invalid_filter`
 */
export async function cronRunsFor(ctx: SidekiqContext, q: string | null): Promise<CronRuns> {
  return asks(filterTree(q)) ? readCronRuns(ctx) : NO_RUNS;
}

export async function readCronRuns(ctx: SidekiqContext): Promise<CronRuns> {
  const stored = await ctx.link.read(async (redis) => readStored(redis, ctx, await cronMembers(redis, ctx)));
  const names = new Map<string, string[]>();
  for (const { name, runs } of stored.map(cronEntryOf)) {
    for (const { jid } of runs) if (jid !== null) names.set(jid, [...(names.get(jid) ?? []), name]);
  }
  return names;
}

function asks(node: FilterNode): boolean {
  switch (node.kind) {
    case "and":
    case "or":
      return node.of.some(asks);
    case "not":
      return asks(node.of);
    default:
      return node.kind === "text" && node.key === "cron";
  }
}
