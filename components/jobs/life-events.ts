import type { JobDetail, JobEntry } from "@/lib/domain/job.schema";
import type { JobLife } from "@/lib/domain/job-life.schema";

type Kind = "created" | "enqueued" | "failed" | "retried" | "due" | "planned" | "died" | "discarded" | "started";
export type Act = JobLife["events"][number];

interface Moment {
  atMs: number;
  level: "past" | "bad" | "next";
}
/** A time of the payload, something done from here, or failures of which there is only a number. */
export type LifeEvent =
  | (Moment & { kind: Kind })
  | (Moment & { kind: "acted"; act: Act })
  | (Moment & { kind: "between"; count: number });

/** The timestamps a payload and its place hold, with what is on record of it, oldest first. */
export function lifeEvents(job: JobEntry | JobDetail, acts: readonly Act[] = []): LifeEvent[] {
  const discardedAtMs = "discardedAtMs" in job ? job.discardedAtMs : null;
  const known: (Omit<Moment, "atMs"> & { kind: Kind; atMs: number | null })[] = [
    { kind: "created", atMs: job.createdAtMs, level: "past" },
    { kind: "enqueued", atMs: job.enqueuedAtMs, level: "past" },
    { kind: "failed", atMs: job.failedAtMs, level: "bad" },
    { kind: "retried", atMs: job.retriedAtMs, level: "bad" },
    { kind: "discarded", atMs: discardedAtMs, level: "bad" },
    { kind: "started", atMs: job.place.kind === "running" ? job.atMs : null, level: "next" },
    { kind: "died", atMs: job.place.kind === "dead" ? job.atMs : null, level: "bad" },
    { kind: "due", atMs: isRetry(job) ? job.atMs : null, level: "next" },
    { kind: "planned", atMs: job.place.kind === "scheduled" && !isRetry(job) ? job.atMs : null, level: "next" },
  ];
  const between = (job.attempts ?? 0) - 2;
  const events: LifeEvent[] = [
    ...known.flatMap((event) => (event.atMs === null ? [] : [{ ...event, atMs: event.atMs }])),
    ...acts.map((act): LifeEvent => ({ kind: "acted", atMs: timeOf(act, job), level: "past", act })),
  ];
  if (between > 0 && job.failedAtMs !== null && job.retriedAtMs !== null) {
    events.push({ kind: "between", atMs: job.failedAtMs, level: "bad", count: between });
  }
  return events.sort((left, right) => left.atMs - right.atMs || rank(left) - rank(right));
}

/** What has no time of its own stands behind the failure it is known by; the making of a job before everything else. */
const rank = (event: LifeEvent) =>
  event.kind === "between" ? 1 : event.kind === "acted" && isMaking(event.act) ? -1 : 0;

const isMaking = ({ related }: Act) => related?.relation === "from";

/** A job is on record as made a moment after it was created. */
function timeOf(act: Act, { createdAtMs }: JobEntry): number {
  return isMaking(act) && createdAtMs !== null ? Math.min(act.atMs, createdAtMs) : act.atMs;
}

function isRetry(job: JobEntry): boolean {
  return job.place.kind === "retry" || (job.place.kind === "scheduled" && job.activeJobRetry);
}
