import "server-only";
import { z } from "zod";
import { scopeOf } from "@/lib/auth/principal";
import { limits } from "@/lib/config/limits";
import { queueVisible } from "@/lib/domain/queue-glob";
import { AppError } from "@/lib/errors/app-error";
import { queueOfSeries } from "@/lib/history/series";
import type { Api } from "../context";
import { endpoint, sourceParams, whole } from "../endpoint";
import { recentErrors } from "../recent-errors";
import type { ApiServices } from "../services";
import type { SingleFlight } from "../single-flight";
import { createStreams } from "../stream";

const permission = "read";
const DAYS_DEFAULT = 30;
const DAYS_MAX = 180;

/** The live view of a source: snapshot, event stream, charts, days, newest errors. */
export function registerOverview(app: Api, services: ApiServices, lists: SingleFlight): void {
  const { registry, snapshots, history } = services;
  const streams = createStreams(services);

  endpoint(app, {
    method: "get",
    path: "/{source}/overview",
    summary: "Sizes, rates, queues, processes and the verdict, at most a second old",
    permission,
    params: sourceParams,
    response: "Snapshot",
    async handler({ params }, c) {
      const { body, etag } = snapshots.encode(await snapshots.current(params.source, c.get("principal")));
      c.header("ETag", etag);
      if (c.req.header("if-none-match") === etag) return c.body(null, 304);
      return c.body(new Uint8Array(body), 200, { "Content-Type": "application/json" });
    },
  });

  endpoint(app, {
    method: "get",
    path: "/{source}/stream",
    summary: "The same as server-sent events: `snapshot` each second, `operation` on change, `heartbeat` each 15 s",
    permission,
    params: sourceParams,
    response: "stream",
    handler: ({ params }, c) => streams.open(c, params.source),
  });

  endpoint(app, {
    method: "get",
    path: "/{source}/history",
    summary: "Samples of up to two hours; `series` are names with commas, `from` and `to` epoch milliseconds",
    permission,
    params: sourceParams,
    query: z.strictObject({
      series: z.string().min(1).max(20_000),
      from: whole(0, Number.MAX_SAFE_INTEGER),
      to: whole(0, Number.MAX_SAFE_INTEGER),
    }),
    response: "History",
    handler: ({ params, query }, c) =>
      lists.respond(c, async () => {
        const names = [...new Set(query.series.split(","))];
        if (names.length > limits.seriesPerQuery) throw new AppError("invalid_request", { field: "series" });
        const scope = scopeOf(c.get("principal"), params.source);
        if (scope === "none") throw new AppError("source_unknown", { source: params.source });
        if (!names.every((name) => queueVisible(queueOfSeries(name), scope))) throw new AppError("forbidden", {});
        return history.query(params.source, names, query.from, query.to);
      }),
  });

  endpoint(app, {
    method: "get",
    path: "/{source}/daily",
    summary: "Sidekiq's own totals of each day (UTC), oldest first",
    permission,
    params: sourceParams,
    query: z.strictObject({ days: whole(1, DAYS_MAX).optional() }),
    response: "DailyHistory",
    handler: ({ params, query }, c) =>
      lists.respond(c, async () => ({
        days: await registry.open(params.source, c.get("principal")).reader.daily(query.days ?? DAYS_DEFAULT),
      })),
  });

  endpoint(app, {
    method: "get",
    path: "/{source}/errors/recent",
    summary: "Errors of the newest entries of the retry and dead sets, counted by class and error",
    permission,
    params: sourceParams,
    response: "RecentErrors",
    handler: ({ params }, c) =>
      lists.respond(c, () => recentErrors(registry.open(params.source, c.get("principal")).reader)),
  });
}
