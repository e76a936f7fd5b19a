import "server-only";
import type { Api } from "../context";
import { endpoint } from "../endpoint";
import type { ApiServices } from "../services";

export function registerAccess(app: Api, services: ApiServices): void {
  endpoint(app, {
    method: "get",
    path: "/access",
    summary: "Who may come in: people, and machines with the last use of their tokens",
    permission: "sessions.manage",
    response: "Access",
    handler: async (_input, c) => c.json(await services.auth.access()),
  });
}
