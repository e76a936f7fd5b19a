import "server-only";
import { signOutEverywhere } from "@/lib/actions/sign-out-everywhere";
import { callerOf } from "../action-context";
import type { Api, ApiOptions } from "../context";
import { endpoint } from "../endpoint";
import { meOf } from "../me";
import { schemas } from "../schemas";
import type { ApiServices } from "../services";

export function registerMe(app: Api, services: ApiServices, { readOnly }: ApiOptions): void {
  endpoint(app, {
    method: "get",
    path: "/me",
    summary: "Who asks, and what they may do",
    permission: null,
    response: "Me",
    handler: (_input, c) => c.json(meOf(c.get("principal"), readOnly)),
  });

  endpoint(app, {
    method: "post",
    path: "/me/sign-out-everywhere",
    summary: "End every session of the caller, or of `name` with the right to manage sessions",
    permission: null,
    body: schemas.SignOutRequest,
    response: "none",
    handler: async ({ body }, c) => {
      await signOutEverywhere(callerOf(c, services), body.name ?? c.get("principal").name);
      return c.body(null, 204);
    },
  });
}
