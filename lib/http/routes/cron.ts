import "server-only";
import {
  changeCronEntries,
  createCronEntry,
  deleteCronEntry,
  editCronEntry,
  restoreCronEntry,
  runCronEntry,
} from "@/lib/actions/change-cron";
import { required } from "@/lib/actions/context";
import { AppError } from "@/lib/errors/app-error";
import { contextOf, storeOf } from "../action-context";
import type { Api } from "../context";
import { endpoint, nameSegment, sourceParams } from "../endpoint";
import { schemas } from "../schemas";
import type { ApiServices } from "../services";
import type { SingleFlight } from "../single-flight";

const entryParams = sourceParams.extend({ name: nameSegment });
const write = "cron.operate";

/** Recurring jobs. `{name}` is the entry's `id` as the list has it. */
export function registerCron(app: Api, services: ApiServices, lists: SingleFlight): void {
  endpoint(app, {
    method: "get",
    path: "/{source}/cron",
    summary: "Recurring jobs of every scheduler in the store, with their last runs",
    permission: "read",
    params: sourceParams,
    response: "CronList",
    handler: ({ params: { source } }, c) =>
      lists.respond(c, () => required(storeOf(c, services, source).cron, source).list()),
  });

  endpoint(app, {
    method: "post",
    path: "/{source}/cron",
    summary: "A new recurring job, as its scheduler's own API would write it",
    permission: write,
    params: sourceParams,
    body: schemas.CronCreateRequest,
    response: "CronResult",
    handler: async ({ params: { source }, body }, c) =>
      c.json(await createCronEntry(contextOf(c, services, source), body)),
  });

  endpoint(app, {
    method: "post",
    path: "/{source}/cron/actions",
    summary: "Enable, disable, run or delete up to 100 recurring jobs, each as it was looked at",
    permission: write,
    params: sourceParams,
    body: schemas.CronBulkRequest,
    response: "CronBulkResult",
    handler: async ({ params: { source }, body }, c) =>
      c.json(await changeCronEntries(contextOf(c, services, source), body)),
  });

  endpoint(app, {
    method: "post",
    path: "/{source}/cron/restore",
    summary: "Put a deleted recurring job back as it was; `token` is the deletion's `undo`",
    permission: write,
    params: sourceParams,
    body: schemas.CronRestoreRequest,
    response: "CronResult",
    handler: async ({ params: { source }, body: { token, reason } }, c) =>
      c.json(await restoreCronEntry(contextOf(c, services, source), token, reason)),
  });

  endpoint(app, {
    method: "get",
    path: "/{source}/cron/{name}",
    summary: "One recurring job",
    permission: "read",
    params: entryParams,
    response: "CronEntry",
    handler: async ({ params: { source, name } }, c) => {
      const entry = await required(storeOf(c, services, source).cron, source).entry(name);
      if (!entry) throw new AppError("not_found", {});
      return c.json(entry);
    },
  });

  endpoint(app, {
    method: "patch",
    path: "/{source}/cron/{name}",
    summary: "Change a recurring job that is still as it was looked at; what is left out stays",
    permission: write,
    params: entryParams,
    body: schemas.CronEditRequest,
    response: "CronResult",
    handler: async ({ params: { source, name }, body }, c) =>
      c.json(await editCronEntry(contextOf(c, services, source), name, body)),
  });

  endpoint(app, {
    method: "delete",
    path: "/{source}/cron/{name}",
    summary: "Delete a recurring job that is still as it was looked at",
    permission: write,
    params: entryParams,
    body: schemas.CronVersionRequest,
    response: "CronResult",
    handler: async ({ params: { source, name }, body: { version, reason } }, c) =>
      c.json(await deleteCronEntry(contextOf(c, services, source), name, version, reason)),
  });

  endpoint(app, {
    method: "post",
    path: "/{source}/cron/{name}/run",
    summary: "One job now, with other arguments if wanted; once for each `runToken`",
    permission: write,
    params: entryParams,
    body: schemas.CronRunRequest,
    response: "CronResult",
    handler: async ({ params: { source, name }, body }, c) =>
      c.json(await runCronEntry(contextOf(c, services, source), name, body)),
  });
}
