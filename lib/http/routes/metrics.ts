import "server-only";
import { z } from "zod";
import { required } from "@/lib/actions/context";
import { markDeploy } from "@/lib/actions/mark-deploy";
import { metricsRange } from "@/lib/domain/metrics.schema";
import { contextOf, storeOf } from "../action-context";
import type { Api } from "../context";
import { endpoint, filterParam, nameSegment, sourceParams, whole } from "../endpoint";
import { schemas } from "../schemas";
import type { ApiServices } from "../services";
import type { SingleFlight } from "../single-flight";

const span = { range: metricsRange.default("1h"), at: whole(0, Number.MAX_SAFE_INTEGER).optional() };

/** What the workers counted: per class, over time, and when was deployed. */
export function registerMetrics(app: Api, services: ApiServices, lists: SingleFlight): void {
  endpoint(app, {
    method: "get",
    path: "/{source}/metrics",
    summary: "Executions, failures and run times per class; `q` is part of a class name, `at` one bucket of the range",
    permission: "read",
    params: sourceParams,
    query: z.strictObject({ ...span, q: filterParam }),
    response: "MetricsOverview",
    handler: ({ params: { source }, query: { range, at = null, q = null } }, c) =>
      lists.respond(c, () => required(storeOf(c, services, source).metrics, source).overview({ range, q, atMs: at })),
  });

  endpoint(app, {
    method: "get",
    path: "/{source}/metrics/{class}",
    summary: "One class over time, with the distribution of its run times",
    permission: "read",
    params: sourceParams.extend({ class: nameSegment }),
    query: z.strictObject(span),
    response: "ClassMetrics",
    handler: ({ params: { source, class: name }, query: { range, at = null } }, c) =>
      lists.respond(c, () =>
        required(storeOf(c, services, source).metrics, source).ofClass({ class: name, range, atMs: at }),
      ),
  });

  endpoint(app, {
    method: "post",
    path: "/{source}/deploys",
    summary: "Mark a deploy at this minute, as Sidekiq::Deploy.mark! does",
    permission: "deploys.mark",
    params: sourceParams,
    body: schemas.DeployRequest,
    response: "DeployResult",
    handler: async ({ params: { source }, body: { label } }, c) =>
      c.json(await markDeploy(contextOf(c, services, source), label)),
  });
}
