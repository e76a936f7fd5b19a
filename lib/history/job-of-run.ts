import "server-only";
import type { CronEntry, CronRun } from "@/lib/domain/cron.schema";
import type { JobEntry } from "@/lib/domain/job.schema";
import type { Store } from "@/lib/stores/port";

/** A scheduler pushes within a moment of the time that it notes. */
const BEFORE_MS = 500;
const AFTER_MS = 2_000;
/** Newest jobs looked at in each place. */
const LOOKED_AT = 100;

/**
 * The one job that a run without a jid can have made: of the entry's class and queue, made at that moment, waiting,
 * running or failed. Null when there is none any more, or when there are several.
 */
export async function jobOfRun(
  { reader, processes }: Pick<Store, "reader" | "processes">,
  entry: Pick<CronEntry, "id" | "class" | "queue">,
  run: CronRun,
  all: readonly CronEntry[],
): Promise<string | null> {
  const { queue } = entry;
  if (queue === null || entry.class === null || all.some((other) => couldHaveMade(other, entry, run))) return null;
  const newest = { cursor: null, limit: LOOKED_AT, direction: "backward", q: null } as const;
  const [waiting, busy, retry, dead] = await Promise.all([
    reader.page({ queue }, newest),
    processes.busy({ cursor: null, limit: LOOKED_AT, q: null }),
    reader.newest("retry", LOOKED_AT),
    reader.newest("dead", LOOKED_AT),
  ]);
  const found = [...waiting.jobs, ...busy.running, ...retry, ...dead].filter((job) => isOf(job, entry, run));
  const jids = new Set(found.map(({ jid }) => jid));
  const [jid] = jids;
  return jids.size === 1 ? (jid ?? null) : null;
}

function isOf(job: JobEntry, entry: Pick<CronEntry, "class" | "queue">, run: CronRun): boolean {
  const { createdAtMs } = job;
  if (job.class !== entry.class || job.queue !== entry.queue || createdAtMs === null) return false;
  return createdAtMs >= run.atMs - BEFORE_MS && createdAtMs <= run.atMs + AFTER_MS;
}

/** Another entry of the same class ran at the same moment. */
function couldHaveMade(other: CronEntry, entry: Pick<CronEntry, "id" | "class">, run: CronRun): boolean {
  if (other.id === entry.id || other.class !== entry.class) return false;
  return other.runs.some(({ atMs, kind }) => kind !== "missed" && Math.abs(atMs - run.atMs) <= AFTER_MS + BEFORE_MS);
}
