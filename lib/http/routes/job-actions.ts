import "server-only";
import { applyJobs } from "@/lib/actions/apply-jobs";
import { cancelIteration } from "@/lib/actions/cancel-iteration";
import { revealEntry } from "@/lib/actions/reveal-entry";
import { contextOf } from "../action-context";
import type { Api } from "../context";
import { endpoint, sourceParams } from "../endpoint";
import { schemas } from "../schemas";
import type { ApiServices } from "../services";

export function registerJobActions(app: Api, services: ApiServices): void {
  endpoint(app, {
    method: "post",
    path: "/{source}/jobs/actions",
    summary: "Retry, run now, kill, delete, reschedule or move up to 100 entries",
    permission: "jobs.operate",
    params: sourceParams,
    body: schemas.JobActionRequest,
    response: "JobActionResult",
    handler: async ({ params, body }, c) => c.json(await applyJobs(contextOf(c, services, params.source), body)),
  });

  endpoint(app, {
    method: "post",
    path: "/{source}/jobs/cancel",
    summary: "Ask an iterable job to stop where it is; its worker looks at its start and every five seconds",
    permission: "jobs.operate",
    params: sourceParams,
    body: schemas.IterationCancelRequest,
    response: "IterationCancelResult",
    handler: async ({ params, body }, c) =>
      c.json(await cancelIteration(contextOf(c, services, params.source), body.ref)),
  });

  endpoint(app, {
    method: "post",
    path: "/{source}/jobs/reveal",
    summary: "One entry with its masked values in clear; every reveal is recorded",
    permission: "jobs.reveal",
    params: sourceParams,
    body: schemas.RevealRequest,
    response: "JobDetail",
    handler: async ({ params, body }, c) =>
      c.json(await revealEntry(contextOf(c, services, params.source), body.ref, body.reason)),
  });
}
