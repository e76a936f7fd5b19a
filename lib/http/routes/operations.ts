import "server-only";
import { z } from "zod";
import { downloadOf } from "@/lib/actions/download-outcomes";
import {
  createOperation,
  resumeOperation,
  startOperation,
  steerOperation,
  undoOperation,
} from "@/lib/actions/operations";
import { AppError } from "@/lib/errors/app-error";
import { contextOf } from "../action-context";
import type { Api } from "../context";
import { endpoint, sourceParams, whole } from "../endpoint";
import { downloadOutcomes } from "../operation-download";
import { schemas } from "../schemas";
import type { ApiServices } from "../services";
import { pageQuery, pageRequest } from "./list-query";

const operationParams = sourceParams.extend({ id: z.string().regex(/^[A-Za-z0-9_-]{8,64}$/) });

export function registerOperations(app: Api, services: ApiServices): void {
  endpoint(app, {
    method: "get",
    path: "/{source}/operations",
    summary: "Bulk operations, newest first",
    permission: "read",
    params: sourceParams,
    query: pageQuery,
    response: "OperationPage",
    handler: async ({ params, query }, c) =>
      c.json(await services.operations.list(params.source, c.get("principal"), pageRequest(query))),
  });

  endpoint(app, {
    method: "post",
    path: "/{source}/operations",
    summary: "Freeze a list of jobs for one verb; with `expected` it starts when the count is right",
    permission: "operations.run",
    params: sourceParams,
    body: schemas.OperationRequest,
    response: "Operation",
    handler: async ({ params, body }, c) => c.json(await createOperation(contextOf(c, services, params.source), body)),
  });

  endpoint(app, {
    method: "get",
    path: "/{source}/operations/{id}",
    summary: "One operation with its progress",
    permission: "read",
    params: operationParams,
    response: "Operation",
    handler: async ({ params: { source, id } }, c) =>
      c.json(found(await services.operations.get(source, c.get("principal"), id))),
  });

  endpoint(app, {
    method: "get",
    path: "/{source}/operations/{id}/outcomes",
    summary: "What became of each entry, in order, starting at index `from`",
    permission: "read",
    params: operationParams,
    query: z.strictObject({ from: whole(0, 1_000_000_000).optional() }),
    response: "OperationOutcomes",
    handler: async ({ params: { source, id }, query: { from = 0 } }, c) =>
      c.json(found(await services.operations.outcomes(source, c.get("principal"), id, from))),
  });

  endpoint(app, {
    method: "post",
    path: "/{source}/operations/{id}/start",
    summary: "Start a frozen list of exactly `expected` entries",
    permission: "operations.run",
    params: operationParams,
    body: schemas.OperationStart,
    response: "Operation",
    handler: async ({ params: { source, id }, body }, c) =>
      c.json(await startOperation(contextOf(c, services, source), id, body)),
  });

  endpoint(app, {
    method: "post",
    path: "/{source}/operations/{id}/pause",
    summary: "Halt an operation after the chunk in hand; it can be resumed",
    permission: "operations.run",
    params: operationParams,
    response: "Operation",
    handler: async ({ params: { source, id } }, c) =>
      c.json(await steerOperation(contextOf(c, services, source), "pause", id)),
  });

  endpoint(app, {
    method: "post",
    path: "/{source}/operations/{id}/resume",
    summary: "Go on exactly where it was; `skipCanary` goes on without the verdict on the first jobs",
    permission: "operations.run",
    params: operationParams,
    body: schemas.OperationResume,
    response: "Operation",
    handler: async ({ params: { source, id }, body }, c) =>
      c.json(await resumeOperation(contextOf(c, services, source), id, body)),
  });

  endpoint(app, {
    method: "post",
    path: "/{source}/operations/{id}/undo",
    summary: "Freeze what can be taken back of an ended operation; start the answer to do it",
    permission: "operations.run",
    params: operationParams,
    body: schemas.OperationUndo,
    response: "Operation",
    handler: async ({ params: { source, id }, body }, c) =>
      c.json(await undoOperation(contextOf(c, services, source), id, body.reason)),
  });

  endpoint(app, {
    method: "get",
    path: "/{source}/operations/{id}/download",
    summary: "What became of each job, as CSV or NDJSON, streamed; every download is recorded",
    permission: "read",
    params: operationParams,
    query: z.strictObject({ format: z.enum(["csv", "ndjson"]).optional() }),
    response: "bytes:text/csv,application/x-ndjson",
    handler: async ({ params: { source, id }, query: { format = "csv" } }, c) => {
      const operation = await downloadOf(contextOf(c, services, source), id, format);
      const page = (from: number) => services.operations.outcomes(source, c.get("principal"), id, from);
      return downloadOutcomes(operation, page, format, c.req.raw.signal);
    },
  });

  endpoint(app, {
    method: "post",
    path: "/{source}/operations/{id}/cancel",
    summary: "Stop an operation after the chunk in hand",
    permission: "operations.run",
    params: operationParams,
    response: "Operation",
    handler: async ({ params: { source, id } }, c) =>
      c.json(await steerOperation(contextOf(c, services, source), "cancel", id)),
  });
}

function found<T>(value: T | null): T {
  if (value === null) throw new AppError("not_found", {});
  return value;
}
