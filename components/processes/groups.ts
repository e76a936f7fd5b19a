import type { ProcessSummary, RunningJob } from "@/lib/domain/process.schema";

export const GROUPINGS = ["host", "tag"] as const;
export type Grouping = (typeof GROUPINGS)[number];

export interface ProcessGroupData {
  /** The host or tag; empty for processes without a tag. */
  name: string;
  processes: readonly ProcessSummary[];
  busy: number;
  concurrency: number;
  /** Every process of the group takes no more jobs. */
  quiet: boolean;
  /** Hosts of one process each, told together: a heading for each would be half of the page. */
  singles: boolean;
}

const collator = new Intl.Collator("en", { numeric: true });

/** By host or tag in natural order, so that rows never move by themselves; hosts of one process come last, together. */
export function groupProcesses(processes: readonly ProcessSummary[], grouping: Grouping): ProcessGroupData[] {
  const groups = groupBy(processes, (process) => (grouping === "host" ? process.hostname : process.tag));
  const all = [...groups]
    .map(([name, members]) => groupOf(name, members))
    .sort((a, b) => collator.compare(a.name, b.name));
  const single = grouping === "host" ? all.filter((group) => group.processes.length === 1) : [];
  if (single.length < 2) return all;
  const together = groupOf(
    "",
    single.flatMap((group) => group.processes),
  );
  return [...all.filter((group) => !single.includes(group)), { ...together, singles: true }];
}

function groupOf(name: string, members: readonly ProcessSummary[]): ProcessGroupData {
  return {
    name,
    processes: members.toSorted((a, b) => collator.compare(a.identity, b.identity)),
    busy: members.reduce((sum, process) => sum + process.busy, 0),
    concurrency: members.reduce((sum, process) => sum + (process.concurrency ?? 0), 0),
    quiet: members.every((process) => process.quiet),
    singles: false,
  };
}

/** What each process runs, longest first, as far as it was read. */
export function slotsByProcess(running: readonly RunningJob[]): ReadonlyMap<string, readonly RunningJob[]> {
  return groupBy(running, (job) => job.process);
}

/** How long a job runs, in four steps that the legend names. */
export const SLOT_STEPS_SEC = [10, 60, 600] as const;

export function slotLevel(startedAtMs: number | null, nowMs: number): 0 | 1 | 2 | 3 {
  const seconds = startedAtMs === null ? 0 : (nowMs - startedAtMs) / 1000;
  if (seconds >= SLOT_STEPS_SEC[2]) return 3;
  if (seconds >= SLOT_STEPS_SEC[1]) return 2;
  return seconds >= SLOT_STEPS_SEC[0] ? 1 : 0;
}

function groupBy<Item>(items: readonly Item[], keyOf: (item: Item) => string): Map<string, Item[]> {
  const groups = new Map<string, Item[]>();
  for (const item of items) {
    const key = keyOf(item);
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [item]);
    else group.push(item);
  }
  return groups;
}
