import { z } from "zod";
import { jobEntry, jobSetName } from "./job.schema";

/** A group's id, as `errorGroupId` makes it. */
export const errorId = z.string().regex(/^e[a-z0-9]{11}$/);

export const errorStateKind = z.enum(["open", "resolved", "ignored"]);

/** What people said of a group. A resolved one that fails again, and an ignored one whose time is over, are open. */
export const errorState = z.object({
  kind: errorStateKind,
  /** Resolved before, and failed again since. */
  regressed: z.boolean(),
  /** Ignored until then; null = for good. */
  untilMs: z.number().nullable(),
  note: z.string(),
  /** An http or https address, or empty. */
  runbook: z.string(),
  /** Who changed it last, and when; null when nobody did. */
  by: z.string().nullable(),
  atMs: z.number().nullable(),
});

export const errorGroup = z.object({
  id: errorId,
  source: z.string(),
  class: z.string().nullable(),
  errorClass: z.string().nullable(),
  /** Masked, with everything that varies as `…`; null where none was kept. */
  message: z.string().nullable(),
  /** Where it was counted: in `scheduled` are Active Job's retries alone. */
  counts: z.object({ retry: z.number(), dead: z.number(), scheduled: z.number() }),
  total: z.number(),
  /** Null when no entry of the group says when. */
  firstSeenMs: z.number().nullable(),
  lastSeenMs: z.number().nullable(),
  /** Failures by the hour of the latest attempt, 24 hours, the current one last; remembered where their jobs have left. */
  trend: z.array(z.number()),
  /** First seen after the last deploy mark. */
  newSinceDeploy: z.boolean(),
  /** Most frequent first, at most 5; `queuesTotal` counts all. */
  queues: z.array(z.object({ name: z.string(), count: z.number() })),
  queuesTotal: z.number(),
  state: errorState,
});

/** How far the counts can be trusted. */
export const errorCoverage = z.object({
  /** Every entry was read at least once. */
  complete: z.boolean(),
  /** Newer counts are being made: these are those of `atMs`, which may be minutes ago. */
  refreshing: z.boolean(),
  /** Entries read, of the entries the sets have now. */
  read: z.number(),
  entries: z.number(),
  /** The store's clock of the counts, and when the part read longest ago was read. */
  atMs: z.number(),
  oldestMs: z.number().nullable(),
  /** Entries in parts that have changed and were not read again yet. */
  changed: z.number(),
  /** Sets whose key holds another type: what is in them is not counted. */
  unreadable: z.array(jobSetName),
  /** More different groups than are told apart. */
  tooMany: z.boolean(),
});

export const errorList = z.object({
  groups: z.array(errorGroup),
  /** Groups of the asked state that match, and those that are shown of them. */
  total: z.number(),
  states: z.object({ open: z.number(), resolved: z.number(), ignored: z.number() }),
  /** Failures in all groups the caller sees, whatever their state. */
  failures: z.object({ retry: z.number(), dead: z.number(), scheduled: z.number() }),
  coverage: errorCoverage,
  deploy: z.object({ atMs: z.number(), label: z.string() }).nullable(),
  nowMs: z.number(),
});

/** A trait of failing jobs, and how frequent it is among others of the class. */
export const errorTrait = z.object({
  kind: z.enum(["arg", "queue", "tag", "host", "age"]),
  /** Names from the outside in; of an argument. */
  path: z.array(z.string()),
  value: z.string(),
  /** Of the failing, 0 … 1. */
  share: z.number(),
  /** Of those that have not failed; null when there are none to compare with. */
  otherShare: z.number().nullable(),
  /** The filter text for it; null where there is none. */
  filter: z.string().nullable(),
});

export const errorContrast = z.object({
  failing: z.number(),
  others: z.number(),
  traits: z.array(errorTrait),
});

export const errorDetail = z.object({
  group: errorGroup,
  coverage: errorCoverage,
  deploy: z.object({ atMs: z.number(), label: z.string() }).nullable(),
  /** The latest failures, newest first. */
  latest: z.array(jobEntry),
  contrast: errorContrast,
  nowMs: z.number(),
});

/** All sources together; a source that does not answer is named with its error. */
export const errorsEverywhere = z.object({
  groups: z.array(errorGroup),
  total: z.number(),
  sources: z.array(z.object({ source: z.string(), coverage: errorCoverage.nullable(), error: z.string().nullable() })),
  nowMs: z.number(),
});

export const errorStateRequest = z.strictObject({
  state: errorStateKind.optional(),
  /** With `ignored`: until when; null = for good. */
  untilMs: z.number().int().min(0).max(253_402_300_799_000).nullable().optional(),
  note: z.string().max(2_000).optional(),
  runbook: z.union([z.literal(""), z.url({ protocol: /^https?$/ }).max(500)]).optional(),
});

export type ErrorState = z.infer<typeof errorState>;
export type ErrorStateKind = z.infer<typeof errorStateKind>;
export type ErrorGroup = z.infer<typeof errorGroup>;
export type ErrorCoverage = z.infer<typeof errorCoverage>;
export type ErrorList = z.infer<typeof errorList>;
export type ErrorTrait = z.infer<typeof errorTrait>;
export type ErrorContrast = z.infer<typeof errorContrast>;
export type ErrorDetail = z.infer<typeof errorDetail>;
export type ErrorsEverywhere = z.infer<typeof errorsEverywhere>;
export type ErrorStateRequest = z.infer<typeof errorStateRequest>;
