import "server-only";
import type { Api } from "../context";
import { endpoint } from "../endpoint";
import type { ApiServices } from "../services";

export function registerSources(app: Api, services: ApiServices): void {
  endpoint(app, {
    method: "get",
    path: "/sources",
    summary: "Every store the caller may see",
    permission: "read",
    response: "SourceList",
    handler: async (_input, c) => c.json({ sources: await services.registry.summaries(c.get("principal")) }),
  });
}
