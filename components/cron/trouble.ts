import type { CronEntry, CronRun } from "@/lib/domain/cron.schema";

export type CronFlag = "missed" | "late" | "double" | "overlap" | "dead" | "retry";

/** What is wrong with an entry, worst first, judged by its newest runs. */
export function flagOf({
  runs,
  enabled,
}: Pick<CronEntry, "runs" | "enabled">): { flag: CronFlag; run: CronRun } | null {
  if (!enabled) return null;
  const [newest] = runs;
  const missed = runs.slice(0, 3).find((run) => run.kind === "missed");
  if (missed) return { flag: "missed", run: missed };
  const looked = runs.find((run) => run.became !== null);
  if (looked && (looked.became === "dead" || looked.became === "retry")) return { flag: looked.became, run: looked };
  if (newest && (newest.kind === "double" || newest.kind === "overlap" || newest.kind === "late")) {
    return { flag: newest.kind, run: newest };
  }
  return null;
}

const RANK: Record<CronFlag, number> = { missed: 0, dead: 1, retry: 2, double: 3, overlap: 4, late: 5 };

/** 0 is the worst; entries without trouble come last. */
export function troubleRank(entry: CronEntry): number {
  if (entry.problem !== null) return 0;
  const found = flagOf(entry);
  return found === null ? 9 : RANK[found.flag];
}
