import "server-only";
import { editableJob, enqueueJob, replaceArgs } from "@/lib/actions/make-job";
import { contextOf } from "../action-context";
import type { Api } from "../context";
import { endpoint, refSegment, sourceParams } from "../endpoint";
import { schemas } from "../schemas";
import type { ApiServices } from "../services";

export function registerJobEdit(app: Api, services: ApiServices): void {
  endpoint(app, {
    method: "get",
    path: "/{source}/entries/{ref}/arguments",
    summary: "The arguments of one entry as they are edited, masked values as placeholders",
    permission: "jobs.edit",
    params: sourceParams.extend({ ref: refSegment }),
    response: "EditableJob",
    handler: async ({ params: { source, ref } }, c) => c.json(await editableJob(contextOf(c, services, source), ref)),
  });

  endpoint(app, {
    method: "post",
    path: "/{source}/jobs/replace",
    summary: "A job with changed arguments and a new jid; its original stays or goes to the trash in the same step",
    permission: "jobs.edit",
    params: sourceParams,
    body: schemas.ReplaceArgsRequest,
    response: "MadeJob",
    handler: async ({ params, body }, c) => c.json(await replaceArgs(contextOf(c, services, params.source), body)),
  });

  endpoint(app, {
    method: "post",
    path: "/{source}/jobs/enqueue",
    summary: "A new job like an entry that is there, with its arguments or with others, at once or at a time",
    permission: "jobs.edit",
    params: sourceParams,
    body: schemas.EnqueueRequest,
    response: "MadeJob",
    handler: async ({ params, body }, c) => c.json(await enqueueJob(contextOf(c, services, params.source), body)),
  });
}
