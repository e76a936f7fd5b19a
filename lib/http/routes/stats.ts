import "server-only";
import { scopeOf } from "@/lib/auth/principal";
import type { Snapshot } from "@/lib/domain/overview.schema";
import { AppError } from "@/lib/errors/app-error";
import type { Api, ApiContext } from "../context";
import { endpoint } from "../endpoint";
import { queueSizesBody, statsBody } from "../legacy-stats";
import { metricsText } from "../metrics";
import type { ApiServices } from "../services";

/** What monitors ask for by custom: Sidekiq Web's `/stats` and `/stats/queues`, and Prometheus' `/metrics`. */
export function registerStats(app: Api, services: ApiServices): void {
  endpoint(app, {
    method: "get",
    path: "/stats",
    summary: "The JSON of Sidekiq Web's `/stats`, of the first source",
    permission: "metrics.read",
    response: "LegacyStats",
    handler: async (_input, c) => answer(c, statsBody(await firstSnapshot(services, c))),
  });

  endpoint(app, {
    method: "get",
    path: "/stats/queues",
    summary: "The JSON of Sidekiq Web's `/stats/queues`, of the first source: sizes by queue",
    permission: "metrics.read",
    response: "LegacyStats",
    handler: async (_input, c) => answer(c, queueSizesBody(await firstSnapshot(services, c))),
  });

  endpoint(app, {
    method: "get",
    path: "/metrics",
    summary: "Prometheus text of every source the caller sees, at most 2,000 series",
    permission: "metrics.read",
    response: "bytes:text/plain",
    async handler(_input, c) {
      const principal = c.get("principal");
      const ids = services.registry.ids().filter((id) => scopeOf(principal, id) !== "none");
      const current = await Promise.all(ids.map((id) => services.snapshots.current(id, principal)));
      const { text, contentType } = await metricsText(current);
      return c.body(text, 200, { "Content-Type": contentType });
    },
  });
}

/** @throws AppError `source_unreachable` */
function answer(c: ApiContext, body: Buffer | null): Response {
  if (body === null) throw new AppError("source_unreachable", {});
  return c.body(new Uint8Array(body), 200, { "Content-Type": "application/json" });
}

/** Old links name no source; they mean the first one the caller sees. @throws AppError `source_unknown` */
async function firstSnapshot({ registry, snapshots }: ApiServices, c: ApiContext): Promise<Snapshot> {
  const principal = c.get("principal");
  const id = registry.ids().find((candidate) => scopeOf(principal, candidate) !== "none");
  if (id === undefined) throw new AppError("source_unknown", {});
  return snapshots.current(id, principal);
}
