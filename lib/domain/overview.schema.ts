import { z } from "zod";
import { processSummary } from "./process.schema";
import { queueSummary } from "./queue.schema";
import { foundElsewhere, sourceHealth, storeInfo, storeWarning } from "./source.schema";

/** One part of the verdict line, worst first; the words are `verdict.<code>` in the catalogue. */
export const verdictItem = z.object({
  code: z.enum([
    "all_well",
    "idle",
    "no_sidekiq_keys",
    "source_down",
    "no_process",
    "queue_unheard",
    "queue_behind",
    "queue_behind_growing",
    "failing",
    "dead_growing",
    "capacity_exhausted",
    "process_stale",
    "store_warning",
  ]),
  level: z.enum(["ok", "warn", "critical"]),
  params: z.record(z.string(), z.union([z.string(), z.number(), z.null()])),
  /** Which list this part counts: a queue's name, or one of the lists. */
  target: z
    .object({
      kind: z.enum(["queue", "queues", "retry", "dead", "scheduled", "busy", "about"]),
      name: z.string().nullable(),
    })
    .nullable(),
});

/** Everything the chrome and the overview show live. Made once a second per source and shared by all viewers. */
export const snapshot = z.object({
  source: z.string(),
  atMs: z.number(),
  /** Rises by one with every snapshot of this replica. */
  seq: z.number(),
  health: sourceHealth,
  sizes: z.object({
    busy: z.number(),
    concurrency: z.number(),
    enqueued: z.number(),
    queues: z.number(),
    /** Null when the caller's scope does not cover every queue. */
    scheduled: z.number().nullable(),
    retry: z.number().nullable(),
    dead: z.number().nullable(),
    processes: z.number(),
  }),
  /** Sidekiq's own counters: attempts since the last reset, failures included in `processed`. */
  totals: z.object({ processed: z.number(), failed: z.number() }),
  perMin: z.object({
    processed: z.number().nullable(),
    failed: z.number().nullable(),
    enqueued: z.number().nullable(),
  }),
  worstLatency: z.object({ queue: z.string(), latencySec: z.number() }).nullable(),
  /** The same numbers 15 minutes ago, null while the sampler has no sample that old. */
  before: z
    .object({
      atMs: z.number(),
      busy: z.number(),
      enqueued: z.number(),
      worstLatencySec: z.number(),
      retry: z.number(),
      scheduled: z.number(),
      dead: z.number(),
      failedPerMin: z.number().nullable(),
    })
    .nullable(),
  queues: z.array(queueSummary),
  processes: z.array(processSummary),
  verdict: z.array(verdictItem),
  warnings: z.array(storeWarning),
  store: storeInfo.nullable(),
  foundElsewhere: z.array(foundElsewhere),
  pausing: z.enum(["available", "not_honoured"]),
  /** Operations that are not finished, newest first. */
  runningOperations: z.number(),
});

export const series = z.object({
  name: z.string(),
  unit: z.enum(["jobs", "jobs_per_min", "seconds", "bytes"]),
  values: z.array(z.number().nullable()),
});

/** Points share `atMs`; a gap is null, never zero. */
export const history = z.object({
  stepMs: z.number(),
  /** Since when samples exist; null when there are none yet. */
  sinceMs: z.number().nullable(),
  atMs: z.array(z.number()),
  series: z.array(series),
});

/** Sidekiq's `stat:processed:DATE` and `stat:failed:DATE`, UTC days, oldest first. */
export const dailyHistory = z.object({
  days: z.array(z.object({ date: z.string(), processed: z.number(), failed: z.number() })),
});

/** Errors of the newest entries of the retry and dead sets, counted by class and error. */
export const recentErrors = z.object({
  looked: z.object({ retry: z.number(), dead: z.number() }),
  errors: z.array(
    z.object({
      class: z.string().nullable(),
      errorClass: z.string().nullable(),
      message: z.string().nullable(),
      count: z.number(),
      lastAtMs: z.number().nullable(),
      sets: z.array(z.enum(["retry", "dead"])),
    }),
  ),
});

export type VerdictItem = z.infer<typeof verdictItem>;
export type Snapshot = z.infer<typeof snapshot>;
export type Series = z.infer<typeof series>;
export type History = z.infer<typeof history>;
export type DailyHistory = z.infer<typeof dailyHistory>;
export type RecentErrors = z.infer<typeof recentErrors>;
