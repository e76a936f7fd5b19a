import { z } from "zod";

/** The ranges Sidekiq itself offers: up to 8 hours by minute, beyond that by ten minutes. */
export const metricsRange = z.enum(["1h", "2h", "4h", "8h", "24h", "48h", "72h"]);

/** Where a share of the runs lies: between two bounds of Sidekiq's histogram, and in between by interpolation. */
export const quantile = z.object({
  /** Interpolated between the bounds; the lower bound where there is no upper one. */
  ms: z.number(),
  lowMs: z.number(),
  /** Null above the last bound (335 s). */
  highMs: z.number().nullable(),
});

const counts = {
  /** Finished attempts, failures included. */
  executions: z.number(),
  failures: z.number(),
  /** Run time of the successful attempts; failures are not timed. */
  totalMs: z.number(),
  meanMs: z.number().nullable(),
  /** Null when nothing was timed, or where the histogram is not kept or not read. */
  p50: quantile.nullable(),
  p95: quantile.nullable(),
  p99: quantile.nullable(),
};

export const classRow = z.object({
  class: z.string(),
  ...counts,
  /** Executions over the range in at most 60 equal parts, oldest first. */
  trend: z.array(z.number()),
});

/** A deploy, at the minute Sidekiq rounds it down to. */
export const deployMark = z.object({ atMs: z.number(), label: z.string() });

const values = z.array(z.number().nullable());

const span = {
  range: metricsRange,
  stepMs: z.number(),
  /** Starts of the buckets, oldest first; the last one is not over yet. */
  atMs: z.array(z.number()),
  /** The store's clock. */
  nowMs: z.number(),
  marks: z.array(deployMark),
  /** Some key was too large or of another type and was read in part or not at all. */
  incomplete: z.boolean(),
};

/** What ran, by class. With `bucketMs` the rows count that bucket alone. Null in a series: not kept. */
export const metricsOverview = z.object({
  ...span,
  bucketMs: z.number().nullable(),
  executions: values,
  failures: values,
  /** The classes that took most time, at most six, with milliseconds per bucket. */
  top: z.array(z.object({ class: z.string(), totalMs: values })),
  /** By run time, the longest first. */
  classes: z.array(classRow),
  /** How many classes ran; `classes` may hold fewer. */
  classTotal: z.number(),
  /** Of all that ran, listed or not. */
  totals: z.object({ executions: z.number(), failures: z.number() }),
});

export const classMetrics = z.object({
  ...span,
  class: z.string(),
  totals: z.object(counts),
  executions: values,
  failures: values,
  totalMs: values,
  /** Interpolated, per bucket, ms; null where nothing was timed or the histogram is no longer kept. */
  p50: values,
  p95: values,
  p99: values,
  /** Upper bounds of the histogram's buckets, ms; one more bucket lies above the last. */
  boundsMs: z.array(z.number()),
  /** Runs per histogram bucket over the range. */
  counts: z.array(z.number()),
  /** The same over time: `step` buckets of the range each, oldest first. */
  heat: z.array(z.object({ atMs: z.number(), stepMs: z.number(), counts: z.array(z.number()) })),
  /** A counter is at its maximum (65,535 a minute): there were more runs than it says. */
  saturated: z.boolean(),
  /** What ran in the bucket that was asked for. */
  bucket: z.object({ atMs: z.number(), ...counts, counts: z.array(z.number()) }).nullable(),
});

/** No control characters: the label becomes part of a key, and is printed in logs and charts. */
export const deployRequest = z.strictObject({
  label: z
    .string()
    .min(1)
    .max(200)
    .regex(/^[^\p{C}\u2028\u2029]+$/u, "must be one line of text"),
});

/** `repeated`: the same label within the last minute. `minute_taken`: another label marks this minute already. */
export const deployResult = z.object({
  status: z.enum(["marked", "repeated", "minute_taken"]),
  atMs: z.number(),
});

export type MetricsRange = z.infer<typeof metricsRange>;
export type Quantile = z.infer<typeof quantile>;
export type ClassRow = z.infer<typeof classRow>;
export type DeployMark = z.infer<typeof deployMark>;
export type MetricsOverview = z.infer<typeof metricsOverview>;
export type ClassMetrics = z.infer<typeof classMetrics>;
export type DeployResult = z.infer<typeof deployResult>;
