import "server-only";
import { clearQueue } from "@/lib/actions/clear-queue";
import { pauseQueue } from "@/lib/actions/pause-queue";
import { contextOf, storeOf } from "../action-context";
import type { Api } from "../context";
import { endpoint, nameSegment, sourceParams } from "../endpoint";
import { schemas } from "../schemas";
import type { ApiServices } from "../services";
import type { SingleFlight } from "../single-flight";
import type { Turns } from "../turns";
import { listQuery, listRequest } from "./list-query";

const queueParams = sourceParams.extend({ queue: nameSegment });

export function registerQueues(app: Api, services: ApiServices, lists: SingleFlight, turns: Turns): void {
  endpoint(app, {
    method: "get",
    path: "/{source}/queues",
    summary: "Queues with size, latency and listeners",
    permission: "read",
    params: sourceParams,
    response: "QueueList",
    handler: ({ params }, c) => lists.respond(c, () => storeOf(c, services, params.source).queues.list()),
  });

  endpoint(app, {
    method: "get",
    path: "/{source}/queues/{queue}/jobs",
    summary: "Jobs of one queue, next to run first",
    permission: "read",
    params: queueParams,
    query: listQuery,
    response: "JobPage",
    handler: ({ params: { source, queue }, query }, c) =>
      lists.respond(c, () => {
        const { reader } = storeOf(c, services, source);
        const read = () => reader.page({ queue }, listRequest(query));
        return query.q === undefined ? read() : turns.take(c.get("principal").name, read);
      }),
  });

  for (const verb of ["pause", "resume"] as const) {
    endpoint(app, {
      method: "post",
      path: `/{source}/queues/{queue}/${verb}`,
      summary: `${verb === "pause" ? "Pause" : "Resume"} fetching from a queue`,
      permission: "queues.operate",
      params: queueParams,
      body: schemas.QueueActionRequest,
      response: "QueueActionResult",
      handler: async ({ params: { source, queue }, body }, c) =>
        c.json(await pauseQueue(contextOf(c, services, source), queue, verb, body.reason)),
    });
  }

  for (const verb of ["clear", "delete"] as const) {
    endpoint(app, {
      method: "post",
      path: `/{source}/queues/{queue}/${verb}`,
      summary: verb === "clear" ? "Empty a queue into the trash" : "Empty a queue into the trash and forget its name",
      permission: "queues.operate",
      params: queueParams,
      body: schemas.QueueActionRequest,
      response: "QueueActionResult",
      handler: async ({ params: { source, queue }, body }, c) =>
        c.json(await clearQueue(contextOf(c, services, source), queue, verb, body)),
    });
  }
}
