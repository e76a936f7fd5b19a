import { z } from "zod";
import { jobEntry } from "./job.schema";

export const capsule = z.object({
  name: z.string(),
  concurrency: z.number().nullable(),
  mode: z.enum(["strict", "random", "weighted"]).nullable(),
  queues: z.array(z.object({ name: z.string(), weight: z.number() })),
});

export const processSummary = z.object({
  /** `host:pid:nonce`, opaque. */
  identity: z.string(),
  hostname: z.string(),
  pid: z.number().nullable(),
  tag: z.string(),
  labels: z.array(z.string()),
  queues: z.array(z.string()),
  capsules: z.array(capsule),
  concurrency: z.number().nullable(),
  busy: z.number(),
  quiet: z.boolean(),
  embedded: z.boolean(),
  leader: z.boolean(),
  version: z.string().nullable(),
  startedAtMs: z.number().nullable(),
  heartbeatAtMs: z.number().nullable(),
  rssBytes: z.number().nullable(),
  roundTripMs: z.number().nullable(),
  /** What to look at: an old heartbeat, a version unlike the others, a slow round trip, a clock that differs. */
  flags: z.array(z.enum(["heartbeat_old", "version_differs", "round_trip_slow", "clock_differs"])),
});

export const runningJob = jobEntry.extend({
  process: z.string(),
  thread: z.string(),
  hostname: z.string(),
  startedAtMs: z.number().nullable(),
  iteration: z
    .object({
      executions: z.number(),
      cursor: z.string().nullable(),
      runtimeSec: z.number().nullable(),
      cancelledAtMs: z.number().nullable(),
    })
    .nullable(),
});

export const busyPage = z.object({
  processes: z.array(processSummary),
  /** Longest-running first, `limits.runningJobsPage` a page. */
  running: z.array(runningJob),
  runningTotal: z.number(),
  nextCursor: z.string().nullable(),
  totals: z.object({
    processes: z.number(),
    concurrency: z.number(),
    busy: z.number(),
    rssBytes: z.number(),
    quiet: z.number(),
  }),
  nowMs: z.number(),
});

export type Capsule = z.infer<typeof capsule>;
export type ProcessSummary = z.infer<typeof processSummary>;
export type RunningJob = z.infer<typeof runningJob>;
export type BusyPage = z.infer<typeof busyPage>;
