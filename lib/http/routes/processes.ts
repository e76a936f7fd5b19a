import "server-only";
import { z } from "zod";
import { signalProcesses } from "@/lib/actions/signal-processes";
import { limits } from "@/lib/config/limits";
import { contextOf, storeOf } from "../action-context";
import type { Api } from "../context";
import { cursorParam, endpoint, filterParam, sourceParams, whole } from "../endpoint";
import { schemas } from "../schemas";
import type { ApiServices } from "../services";
import type { SingleFlight } from "../single-flight";

const busyQuery = z.strictObject({
  cursor: cursorParam,
  q: filterParam,
  limit: whole(1, limits.runningJobsPage).optional(),
});
const processParams = sourceParams.extend({ identity: z.string().min(1).max(400) });
const oneRequest = schemas.OneProcessRequest;

export function registerProcesses(app: Api, services: ApiServices, lists: SingleFlight): void {
  endpoint(app, {
    method: "get",
    path: "/{source}/processes",
    summary: "Processes and what they run, longest-running first",
    permission: "read",
    params: sourceParams,
    query: busyQuery,
    response: "BusyPage",
    handler: ({ params, query: { cursor = null, q = null, limit = limits.runningJobsPage } }, c) =>
      lists.respond(c, () => storeOf(c, services, params.source).processes.busy({ cursor, limit, q })),
  });

  for (const verb of ["quiet", "stop"] as const) {
    endpoint(app, {
      method: "post",
      path: `/{source}/processes/${verb}`,
      summary: `${verb === "quiet" ? "Quiet" : "Stop"} processes by identity, host or tag, or all`,
      permission: `processes.${verb}`,
      params: sourceParams,
      body: schemas.ProcessActionRequest,
      response: "ProcessActionResult",
      handler: async ({ params, body }, c) =>
        c.json(await signalProcesses(contextOf(c, services, params.source), verb, body)),
    });

    endpoint(app, {
      method: "post",
      path: `/{source}/processes/{identity}/${verb}`,
      summary: `${verb === "quiet" ? "Quiet" : "Stop"} one process`,
      permission: `processes.${verb}`,
      params: processParams,
      body: oneRequest,
      response: "ProcessActionResult",
      handler: async ({ params: { source, identity }, body }, c) => {
        const request = { ...body, match: { identity }, expected: 1 };
        return c.json(await signalProcesses(contextOf(c, services, source), verb, request));
      },
    });
  }
}
