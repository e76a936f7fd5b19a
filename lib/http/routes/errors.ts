import "server-only";
import { z } from "zod";
import { required } from "@/lib/actions/context";
import { markError } from "@/lib/actions/mark-error";
import { errorId, errorStateKind } from "@/lib/domain/error.schema";
import { contextOf } from "../action-context";
import type { Api } from "../context";
import { endpoint, filterParam, sourceParams } from "../endpoint";
import { schemas } from "../schemas";
import type { ApiServices } from "../services";
import type { SingleFlight } from "../single-flight";
import type { Turns } from "../turns";

const errorsQuery = z.strictObject({
  state: errorStateKind.optional(),
  q: filterParam,
  sort: z.enum(["recent", "count", "first"]).optional(),
});
const groupParams = sourceParams.extend({ id: errorId });

const requestOf = ({ state = "open", q, sort = "recent" }: z.output<typeof errorsQuery>) => ({
  state,
  q: q ?? null,
  sort,
});

/** Failures as groups: of all sources, of one, one of them, and what people say of it. */
export function registerErrors(app: Api, services: ApiServices, lists: SingleFlight, turns: Turns): void {
  const search = (source: string) => required(services.errors, source);

  endpoint(app, {
    method: "get",
    path: "/errors",
    summary: "Error groups of every source the caller sees",
    permission: "read",
    query: errorsQuery,
    response: "ErrorsEverywhere",
    handler: ({ query }, c) => lists.respond(c, () => search("").everywhere(c.get("principal"), requestOf(query))),
  });

  endpoint(app, {
    method: "get",
    path: "/{source}/errors",
    summary:
      "Groups of the retry and dead sets and of Active Job's retries among the scheduled; `coverage` says how far",
    permission: "read",
    params: sourceParams,
    query: errorsQuery,
    response: "ErrorList",
    handler: ({ params: { source }, query }, c) =>
      lists.respond(c, () => search(source).list(source, c.get("principal"), requestOf(query))),
  });

  endpoint(app, {
    method: "get",
    path: "/{source}/errors/{id}",
    summary: "One group with its latest failures and what they share against jobs of the class that have not failed",
    permission: "read",
    params: groupParams,
    response: "ErrorDetail",
    handler: ({ params: { source, id } }, c) =>
      lists.respond(c, () => {
        const principal = c.get("principal");
        return turns.take(principal.name, () => search(source).group(source, principal, id));
      }),
  });

  endpoint(app, {
    method: "post",
    path: "/{source}/errors/{id}/state",
    summary: "Resolve, ignore until a time or reopen a group; keep its note and the link to its runbook",
    permission: "errors.mark",
    params: groupParams,
    body: schemas.ErrorStateRequest,
    response: "Done",
    handler: async ({ params: { source, id }, body }, c) => {
      await markError(contextOf(c, services, source), id, body);
      return c.json({ done: true });
    },
  });
}
