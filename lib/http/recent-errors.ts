import "server-only";
import { limits } from "@/lib/config/limits";
import type { JobEntry } from "@/lib/domain/job.schema";
import type { RecentErrors } from "@/lib/domain/overview.schema";
import type { JobReader } from "@/lib/stores/port";

type Counted = RecentErrors["errors"][number];

const GROUPS = 50;

/** The newest entries of both sets by job class and error class, most frequent first; the message is the newest one's. */
export async function recentErrors(reader: JobReader): Promise<RecentErrors> {
  const [retry, dead] = await Promise.all([
    reader.newest("retry", limits.rangeMax),
    reader.newest("dead", limits.rangeMax),
  ]);
  const groups = new Map<string, Counted>();
  for (const entry of retry) count(groups, entry, "retry");
  for (const entry of dead) count(groups, entry, "dead");
  const errors = [...groups.values()].sort((a, b) => b.count - a.count || (b.lastAtMs ?? 0) - (a.lastAtMs ?? 0));
  return { looked: { retry: retry.length, dead: dead.length }, errors: errors.slice(0, GROUPS) };
}

function count(groups: Map<string, Counted>, entry: JobEntry, set: "retry" | "dead"): void {
  const errorClass = entry.error?.class ?? null;
  const key = JSON.stringify([entry.class, errorClass]);
  const atMs = entry.retriedAtMs ?? entry.failedAtMs ?? (set === "dead" ? entry.atMs : null);
  const known = groups.get(key);
  const newest = known === undefined || (atMs ?? 0) > (known.lastAtMs ?? 0);
  groups.set(key, {
    class: entry.class,
    errorClass,
    message: newest ? (entry.error?.message ?? null) : known.message,
    count: (known?.count ?? 0) + 1,
    lastAtMs: newest ? atMs : known.lastAtMs,
    sets: known === undefined || known.sets.includes(set) ? (known?.sets ?? [set]) : [...known.sets, set],
  });
}
