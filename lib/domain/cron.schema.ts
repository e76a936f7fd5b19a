import { z } from "zod";

/** Who keeps a schedule; `enterprise` is read alone. */
export const cronScheduler = z.enum(["sidekiq-cron", "sidekiq-scheduler", "enterprise"]);

/** As written: `cron` is an expression or, for sidekiq-cron, English words; the others are durations or a time. */
export const cronSchedule = z.object({
  kind: z.enum(["cron", "every", "interval", "at", "in"]),
  text: z.string(),
});

/** How a run stood to the tick it was for; `manual` was asked for by a person. */
export const cronRunKind = z.enum(["on_time", "late", "double", "overlap", "missed", "manual", "unknown"]);

export const cronRun = z.object({
  /** When it was enqueued; of a missed one, when it should have been. */
  atMs: z.number(),
  /** The tick it was for, where that is known. */
  slotMs: z.number().nullable(),
  jid: z.string().nullable(),
  /** The scheduler kept no jid: the job was found by its class, its arguments and the moment it was made. */
  matched: z.boolean().default(false),
  kind: cronRunKind,
  /** Where its job was when the next run came; null = not looked. */
  became: z.enum(["dead", "retry", "waiting", "running", "left"]).nullable(),
});

export const cronEntry = z.object({
  /** Names it in addresses; unique in the source. */
  id: z.string(),
  scheduler: cronScheduler,
  namespace: z.string().nullable(),
  name: z.string(),
  class: z.string().nullable(),
  queue: z.string().nullable(),
  /** Raw JSON text, clipped and masked. */
  args: z.string(),
  /** The arguments shown are not all there is: masked or clipped, so they cannot be edited from what is shown. */
  argsHidden: z.boolean(),
  schedule: cronSchedule.nullable(),
  description: z.string().nullable(),
  activeJob: z.boolean(),
  dateAsArgument: z.boolean(),
  retry: z.string().nullable(),
  /** `code`: a schedule file declares it, the next deploy writes it anew. Null where the store does not say. */
  declared: z.enum(["code", "dynamic"]).nullable(),
  enabled: z.boolean(),
  /** What is wrong with what is stored. */
  problem: z.enum(["unreadable", "no_class", "no_schedule", "gone"]).nullable(),
  lastRunMs: z.number().nullable(),
  /** As the scheduler itself has noted it. */
  nextRunMs: z.number().nullable(),
  /** Newest first, at most ten; `watchedSinceMs` says from when on ticks are compared with runs. */
  runs: z.array(cronRun),
  watchedSinceMs: z.number().nullable(),
  /** Of what is stored now: an edit names it, so that nobody writes over another's change. */
  version: z.string(),
  /** Of its last run: a run names it, so that two people start one job. */
  runToken: z.string(),
});

/** A deleted entry that can still be put back. */
export const cronRemoved = z.object({
  token: z.string(),
  id: z.string(),
  scheduler: cronScheduler,
  name: z.string(),
  class: z.string().nullable(),
  queue: z.string().nullable(),
  schedule: cronSchedule.nullable(),
  removedAtMs: z.number(),
  expiresAtMs: z.number(),
});

export const cronList = z.object({
  entries: z.array(cronEntry),
  /** Newest first. */
  removed: z.array(cronRemoved),
  total: z.number(),
  /** Live processes that are not quiet: only they poll schedules. */
  pollers: z.number(),
  atMs: z.number(),
  /** What may be written here. */
  writable: z.array(cronScheduler),
});

const name = z.string().min(1).max(500);
const text = z.string().max(2_000);

const definition = {
  class: name,
  schedule: z.strictObject({ kind: cronSchedule.shape.kind, text: z.string().min(1).max(256) }),
  /** A JSON array as text; its digits are kept. */
  args: z.string().max(100_000),
  queue: name.nullable(),
  description: text.nullable(),
  activeJob: z.boolean(),
};

export const cronCreateRequest = z.strictObject({
  scheduler: z.enum(["sidekiq-cron", "sidekiq-scheduler"]),
  namespace: name.nullable(),
  name,
  ...definition,
  enabled: z.boolean(),
  reason: z.string().max(500).optional(),
});

/** What is left out stays as it is. */
export const cronEditRequest = z.strictObject({
  version: z.string().max(100),
  ...z.object(definition).partial().shape,
  enabled: z.boolean().optional(),
  reason: z.string().max(500).optional(),
});

export const cronVersionRequest = z.strictObject({
  version: z.string().max(100),
  reason: z.string().max(500).optional(),
});

export const cronRestoreRequest = z.strictObject({
  token: z.string().max(100),
  reason: z.string().max(500).optional(),
});

export const cronRunRequest = z.strictObject({
  runToken: z.string().max(200),
  /** In place of those of the entry. */
  args: z.string().max(100_000).optional(),
  /** Wrap it as Active Job does, where the store does not tell. */
  activeJob: z.boolean().optional(),
  reason: z.string().max(500).optional(),
});

/** `changed`: it is no longer as it was looked at · `ran`: it ran meanwhile. */
export const cronResult = z.object({
  status: z.enum(["done", "gone", "refused", "unknown"]),
  reason: z
    .enum([
      "changed",
      "ran",
      "exists",
      "wrong_type",
      "store_full",
      "invalid_schedule",
      "invalid_args",
      "read_only",
      "broken",
    ])
    .nullable(),
  id: z.string(),
  jid: z.string().nullable(),
  queue: z.string().nullable(),
  /** Of a deletion: what puts the entry back, for a day. */
  undo: z.string().nullable(),
});

export const cronBulkRequest = z.strictObject({
  action: z.enum(["enable", "disable", "run", "delete"]),
  entries: z
    .array(z.strictObject({ id: name, version: z.string().max(100), runToken: z.string().max(200) }))
    .min(1)
    .max(100),
  reason: z.string().max(500).optional(),
});
export const cronBulkResult = z.object({ outcomes: z.array(cronResult) });

export type CronScheduler = z.infer<typeof cronScheduler>;
export type CronSchedule = z.infer<typeof cronSchedule>;
export type CronRun = z.infer<typeof cronRun>;
export type CronEntry = z.infer<typeof cronEntry>;
export type CronRemoved = z.infer<typeof cronRemoved>;
export type CronList = z.infer<typeof cronList>;
export type CronCreateRequest = z.infer<typeof cronCreateRequest>;
export type CronEditRequest = z.infer<typeof cronEditRequest>;
export type CronRunRequest = z.infer<typeof cronRunRequest>;
export type CronResult = z.infer<typeof cronResult>;
export type CronBulkRequest = z.infer<typeof cronBulkRequest>;
export type CronBulkResult = z.infer<typeof cronBulkResult>;
