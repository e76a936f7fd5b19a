import "server-only";
import { z } from "zod";
import { AppError } from "@/lib/errors/app-error";
import type { Api } from "../context";
import { cursorParam, endpoint, filterParam, whole } from "../endpoint";
import type { ApiServices } from "../services";

const PAGE = 50;

export function registerAudit(app: Api, services: ApiServices): void {
  endpoint(app, {
    method: "get",
    path: "/audit",
    summary: "What was done, by whom, newest first",
    permission: "audit.read",
    query: z.strictObject({ cursor: cursorParam, q: filterParam, limit: whole(1, 100).optional() }),
    response: "AuditPage",
    handler: async ({ query: { cursor = null, q = null, limit = PAGE } }, c) => {
      // The record names queues of every source, so it is for those who see all of them.
      if (c.get("principal").scopes !== null) throw new AppError("forbidden", { permission: "audit.read" });
      return c.json(await services.audit.page({ cursor, limit, q }));
    },
  });
}
