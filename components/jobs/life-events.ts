import type { JobDetail, JobEntry } from "@/lib/domain/job.schema";

export interface LifeEvent {
  kind: "created" | "enqueued" | "failed" | "retried" | "due" | "planned" | "died" | "discarded" | "started";
  atMs: number;
  level: "past" | "bad" | "next";
}

/** The timestamps a payload and its place hold, oldest first. */
export function lifeEvents(job: JobEntry | JobDetail): LifeEvent[] {
  const discardedAtMs = "discardedAtMs" in job ? job.discardedAtMs : null;
  const events: (Omit<LifeEvent, "atMs"> & { atMs: number | null })[] = [
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
  return events
    .filter((event): event is LifeEvent => event.atMs !== null)
    .sort((left, right) => left.atMs - right.atMs);
}

function isRetry(job: JobEntry): boolean {
  return job.place.kind === "retry" || (job.place.kind === "scheduled" && job.activeJobRetry);
}
