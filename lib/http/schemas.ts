import "server-only";
import { z } from "zod";
import { access, me } from "@/lib/domain/access.schema";
import {
  jobActionRequest,
  jobActionResult,
  processActionRequest,
  processActionResult,
  queueActionRequest,
  queueActionResult,
} from "@/lib/domain/action.schema";
import { auditPage } from "@/lib/domain/audit.schema";
import { batchDetail, batchEntry, batchPage } from "@/lib/domain/batch.schema";
import {
  cronBulkRequest,
  cronBulkResult,
  cronCreateRequest,
  cronEditRequest,
  cronEntry,
  cronList,
  cronRestoreRequest,
  cronResult,
  cronRunRequest,
  cronVersionRequest,
} from "@/lib/domain/cron.schema";
import { errorDetail, errorGroup, errorList, errorStateRequest, errorsEverywhere } from "@/lib/domain/error.schema";
import { iterationCancelRequest, iterationCancelResult } from "@/lib/domain/iteration.schema";
import { argNode, findResult, jobDetail, jobEntry, jobHistogram, jobPage, watchedEntry } from "@/lib/domain/job.schema";
import { editableJob, enqueueRequest, madeJob, replaceArgsRequest } from "@/lib/domain/job-edit.schema";
import { jobLife, linkList, neighbours } from "@/lib/domain/job-life.schema";
import {
  lockCheck,
  lockCheckRequest,
  lockEntry,
  lockPage,
  lockReleaseRequest,
  lockReleaseResult,
  lockSweep,
  lockSweepRequest,
} from "@/lib/domain/lock.schema";
import { classMetrics, deployRequest, deployResult, metricsOverview } from "@/lib/domain/metrics.schema";
import {
  jobLine,
  operation,
  operationOutcomes,
  operationRequest,
  operationResume,
  operationStart,
} from "@/lib/domain/operation.schema";
import { dailyHistory, history, recentErrors, snapshot } from "@/lib/domain/overview.schema";
import { failurePage, jobPlugins, limiterPage, privateQueueList, statusPage } from "@/lib/domain/plugin.schema";
import { problem } from "@/lib/domain/problem.schema";
import { busyPage, processSummary } from "@/lib/domain/process.schema";
import { profileList } from "@/lib/domain/profile.schema";
import { queueList, queueSummary } from "@/lib/domain/queue.schema";
import { filterValues, searchUpdate } from "@/lib/domain/search.schema";
import { sourceAbout, sourceSummary } from "@/lib/domain/source.schema";
import { purgeRequest, restoreResult, trashList } from "@/lib/domain/trash.schema";

/** Everything that has a name in the OpenAPI document. */
export const schemas = {
  Problem: problem,
  Me: me,
  Access: access,
  SourceSummary: sourceSummary,
  SourceList: z.object({ sources: z.array(sourceSummary) }),
  SourceAbout: sourceAbout,
  Snapshot: snapshot,
  History: history,
  DailyHistory: dailyHistory,
  RecentErrors: recentErrors,
  ErrorGroup: errorGroup,
  ErrorList: errorList,
  ErrorDetail: errorDetail,
  ErrorsEverywhere: errorsEverywhere,
  ErrorStateRequest: errorStateRequest,
  Done: z.object({ done: z.literal(true) }),
  QueueSummary: queueSummary,
  QueueList: queueList,
  ArgNode: argNode,
  JobEntry: jobEntry,
  JobDetail: jobDetail,
  WatchedEntry: watchedEntry,
  JobPage: jobPage,
  JobHistogram: jobHistogram,
  FindResult: findResult,
  SearchUpdate: searchUpdate,
  FilterValues: filterValues,
  IterationCancelRequest: iterationCancelRequest,
  IterationCancelResult: iterationCancelResult,
  MetricsOverview: metricsOverview,
  ClassMetrics: classMetrics,
  DeployRequest: deployRequest,
  DeployResult: deployResult,
  ProfileList: profileList,
  BatchEntry: batchEntry,
  BatchPage: batchPage,
  BatchDetail: batchDetail,
  LimiterPage: limiterPage,
  FailurePage: failurePage,
  StatusPage: statusPage,
  JobPlugins: jobPlugins,
  PrivateQueueList: privateQueueList,
  LockEntry: lockEntry,
  LockPage: lockPage,
  LockCheck: lockCheck,
  LockCheckRequest: lockCheckRequest,
  LockReleaseRequest: lockReleaseRequest,
  LockReleaseResult: lockReleaseResult,
  LockSweep: lockSweep,
  LockSweepRequest: lockSweepRequest,
  CronEntry: cronEntry,
  CronList: cronList,
  CronCreateRequest: cronCreateRequest,
  CronEditRequest: cronEditRequest,
  CronVersionRequest: cronVersionRequest,
  CronRestoreRequest: cronRestoreRequest,
  CronRunRequest: cronRunRequest,
  CronResult: cronResult,
  CronBulkRequest: cronBulkRequest,
  CronBulkResult: cronBulkResult,
  ProcessSummary: processSummary,
  BusyPage: busyPage,
  JobActionRequest: jobActionRequest,
  JobActionResult: jobActionResult,
  EditableJob: editableJob,
  ReplaceArgsRequest: replaceArgsRequest,
  EnqueueRequest: enqueueRequest,
  MadeJob: madeJob,
  JobLife: jobLife,
  Neighbours: neighbours,
  LinkList: linkList,
  RevealRequest: z.strictObject({ ref: z.string().min(1).max(1_000), reason: z.string().max(500).optional() }),
  QueueActionRequest: queueActionRequest,
  QueueActionResult: queueActionResult,
  ProcessActionRequest: processActionRequest,
  OneProcessRequest: z.object({ evenIfLastListener: z.boolean().optional() }),
  ProcessActionResult: processActionResult,
  Operation: operation,
  OperationRequest: operationRequest,
  OperationStart: operationStart,
  OperationResume: operationResume,
  OperationUndo: z.strictObject({ reason: z.string().max(500).optional() }),
  TrashEntries: z.object({ entries: z.array(jobLine), nextCursor: z.string().nullable() }),
  OperationPage: z.object({ operations: z.array(operation), nextCursor: z.string().nullable() }),
  OperationOutcomes: operationOutcomes,
  TrashList: trashList,
  PurgeRequest: purgeRequest,
  RestoreResult: restoreResult,
  PurgeResult: z.object({ purged: z.number() }),
  AuditPage: auditPage,
  SignOutRequest: z.strictObject({ name: z.string().min(1).max(64).optional() }),
  Health: z.object({
    queue_sizes: z.record(z.string(), z.number()),
    failed_jobs: z.number(),
    processing: z.number(),
    latencies: z.record(z.string(), z.number().nullable()),
    status: z.enum(["ok", "warn", "critical"]),
    reasons: z.array(z.string()),
  }),
  /** Sidekiq Web's own `/stats`. */
  LegacyStats: z.record(z.string(), z.unknown()),
  OpenApi: z.record(z.string(), z.unknown()),
} satisfies Record<string, z.ZodType>;

export type SchemaName = keyof typeof schemas;
/** `lines:` is a JSON text of that name on each line, `bytes:` one of the content types behind it. */
export type ResponseSchema = SchemaName | `lines:${SchemaName}` | `bytes:${string}` | "none" | "stream";
