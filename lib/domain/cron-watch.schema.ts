import { z } from "zod";
import { type CronEntry, type CronRun, cronRun } from "./cron.schema";

/** What the watch remembers of an entry: JSON in one field of a hash of ours, at most ten runs. */
export const cronWatchRecord = z.object({
  sinceMs: z.number(),
  /** The schedule the ticks were counted by; another one begins anew. */
  schedule: z.string(),
  /** Up to where ticks were compared with runs. */
  untilMs: z.number(),
  /** Newest first. */
  runs: z.array(cronRun),
  /** What a timer noted as its next times and nobody has compared with runs yet. */
  dues: z.array(z.number()).default([]),
});
export type CronWatchRecord = z.infer<typeof cronWatchRecord>;

export const RUNS_KEPT = 10;

export function decodeWatchRecord(text: string | null): CronWatchRecord | null {
  if (text === null) return null;
  try {
    return cronWatchRecord.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/** The entry with what was remembered; a run that only the store knows keeps its place. */
export function withWatchRecord(entry: CronEntry, kept: CronWatchRecord | null): CronEntry {
  if (kept === null) return entry;
  const known = new Set(kept.runs.map(runKey));
  const others = entry.runs.filter((run) => !known.has(runKey(run)));
  const runs = [...kept.runs, ...others].sort((a, b) => b.atMs - a.atMs).slice(0, RUNS_KEPT);
  return { ...entry, runs, watchedSinceMs: kept.sinceMs };
}

/** A run is known by its job where its scheduler notes it, else by its time. */
export const runKey = ({ jid, matched, atMs }: CronRun) => (jid === null || matched ? `at ${atMs}` : jid);
