import "server-only";
import { z } from "zod";
import { required } from "@/lib/actions/context";
import { purgeTrash } from "@/lib/actions/purge-trash";
import { restoreTrash } from "@/lib/actions/restore-trash";
import { AppError } from "@/lib/errors/app-error";
import { contextOf, storeOf } from "../action-context";
import type { Api } from "../context";
import { endpoint, sourceParams } from "../endpoint";
import { schemas } from "../schemas";
import type { ApiServices } from "../services";
import type { SingleFlight } from "../single-flight";
import { pageQuery, pageRequest } from "./list-query";

const batchParams = sourceParams.extend({ id: z.string().regex(/^[A-Za-z0-9_-]{8,64}$/) });

export function registerTrash(app: Api, services: ApiServices, lists: SingleFlight): void {
  endpoint(app, {
    method: "get",
    path: "/{source}/trash",
    summary: "What was removed and can still be put back",
    permission: "read",
    params: sourceParams,
    query: pageQuery,
    response: "TrashList",
    handler: ({ params: { source }, query }, c) =>
      lists.respond(c, () => required(storeOf(c, services, source).trash, source).list(pageRequest(query))),
  });

  endpoint(app, {
    method: "get",
    path: "/{source}/trash/{id}/entries",
    summary: "What a removed batch holds, in the order it was removed",
    permission: "read",
    params: batchParams,
    query: pageQuery,
    response: "TrashEntries",
    handler: async ({ params: { source, id }, query }, c) => {
      const page = await required(storeOf(c, services, source).trash, source).entries(id, pageRequest(query));
      if (!page) throw new AppError("not_found", { batch: id });
      return c.json(page);
    },
  });

  endpoint(app, {
    method: "post",
    path: "/{source}/trash/{id}/restore",
    summary: "Put a batch back; call again while `left` is not 0",
    permission: "trash.restore",
    params: batchParams,
    response: "RestoreResult",
    handler: async ({ params: { source, id } }, c) => c.json(await restoreTrash(contextOf(c, services, source), id)),
  });

  endpoint(app, {
    method: "post",
    path: "/{source}/trash/{id}/purge",
    summary: "Remove a batch for good",
    permission: "trash.purge",
    params: batchParams,
    body: schemas.PurgeRequest,
    response: "PurgeResult",
    handler: async ({ params: { source, id }, body: { expected } }, c) =>
      c.json({ purged: await purgeTrash(contextOf(c, services, source), id, expected) }),
  });
}
