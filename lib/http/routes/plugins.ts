import "server-only";
import { z } from "zod";
import { required } from "@/lib/actions/context";
import { batchKind } from "@/lib/domain/batch.schema";
import { AppError } from "@/lib/errors/app-error";
import { storeOf } from "../action-context";
import type { Api } from "../context";
import { endpoint, filterParam, nameSegment, sourceParams } from "../endpoint";
import type { ApiServices } from "../services";
import type { SingleFlight } from "../single-flight";
import type { Turns } from "../turns";
import { pageQuery, pageRequest } from "./list-query";

const LISTS = [
  {
    path: "limiters",
    summary: "Limiters of Sidekiq Enterprise and rules of sidekiq-throttled",
    response: "LimiterPage",
  },
  { path: "failures", summary: "What sidekiq-failures recorded, newest first", response: "FailurePage" },
  { path: "statuses", summary: "Jobs that sidekiq-status follows", response: "StatusPage" },
] as const;

/** Batches, and what smaller plug-ins keep; read alone. */
export function registerPlugins(app: Api, services: ApiServices, lists: SingleFlight, turns: Turns): void {
  endpoint(app, {
    method: "get",
    path: "/{source}/batches",
    summary: "Batches of Sidekiq Pro or sidekiq-batch, by `kind` or those there are; `nextCursor` goes on",
    permission: "read",
    params: sourceParams,
    query: pageQuery.extend({ kind: batchKind.optional(), q: filterParam }),
    response: "BatchPage",
    handler: ({ params: { source }, query }, c) =>
      lists.respond(c, () => {
        const batches = required(storeOf(c, services, source).batches, source);
        const request = { ...pageRequest(query), kind: query.kind ?? null, q: query.q ?? null };
        return turns.take(c.get("principal").name, () => batches.page(request));
      }),
  });

  endpoint(app, {
    method: "get",
    path: "/{source}/batches/{bid}",
    summary: "One batch with its failed jobs, callbacks, ancestors and nested batches",
    permission: "read",
    params: sourceParams.extend({ bid: nameSegment }),
    response: "BatchDetail",
    handler: ({ params: { source, bid } }, c) =>
      lists.respond(c, async () => {
        const batches = required(storeOf(c, services, source).batches, source);
        const read = () => batches.batch(bid);
        const batch = await turns.take(c.get("principal").name, read);
        if (!batch) throw new AppError("not_found", {});
        return batch;
      }),
  });

  for (const { path, summary, response } of LISTS) {
    endpoint(app, {
      method: "get",
      path: `/{source}/${path}`,
      summary,
      permission: "read",
      params: sourceParams,
      query: pageQuery,
      response,
      handler: ({ params: { source }, query }, c) =>
        lists.respond(c, () => {
          const plugins = required(storeOf(c, services, source).plugins, source);
          const read = (): Promise<object> => plugins[path](pageRequest(query));
          return turns.take(c.get("principal").name, read);
        }),
    });
  }

  endpoint(app, {
    method: "get",
    path: "/{source}/jobs/{id}/plugins",
    summary: "What the keys of plug-ins say of one job: its lock, its status, its recorded failures",
    permission: "read",
    params: sourceParams.extend({ id: z.string().min(1).max(200) }),
    query: z.strictObject({
      class: z.string().min(1).max(500).optional(),
      digest: z.string().min(1).max(500).optional(),
    }),
    response: "JobPlugins",
    handler: ({ params: { source, id }, query }, c) =>
      lists.respond(c, () =>
        required(storeOf(c, services, source).plugins, source).job({
          jid: id,
          class: query.class ?? null,
          digest: query.digest ?? null,
        }),
      ),
  });

  endpoint(app, {
    method: "get",
    path: "/{source}/private-queues",
    summary: "Jobs that processes with super_fetch have in hand, those of dead processes among them",
    permission: "read",
    params: sourceParams,
    response: "PrivateQueueList",
    handler: ({ params: { source } }, c) =>
      lists.respond(c, async () => ({
        queues: await required(storeOf(c, services, source).plugins, source).privateQueues(),
      })),
  });
}
