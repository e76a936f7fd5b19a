import "server-only";
import { z } from "zod";
import { scopeOf } from "@/lib/auth/principal";
import { sourceId } from "@/lib/domain/source.schema";
import { AppError } from "@/lib/errors/app-error";
import { joinHealth, ofQueue } from "../all-health";
import type { Api } from "../context";
import { endpoint, whole } from "../endpoint";
import { judgeHealth } from "../health";
import type { ApiServices } from "../services";

/** `/health`: for monitors that understand a status code, and for those that read numbers. */
export function registerHealth(app: Api, { registry, snapshots }: ApiServices): void {
  endpoint(app, {
    method: "get",
    path: "/health",
    summary: "Queue sizes, jobs that failed (waiting for a retry or dead), running jobs, latencies; 503 when critical",
    permission: "health.read",
    query: z.strictObject({
      source: sourceId.optional(),
      queue: z.string().min(1).max(500).optional(),
      max_latency: whole(0, 1_000_000_000).optional(),
      max_size: whole(0, 1_000_000_000).optional(),
      max_failed: whole(0, 1_000_000_000).optional(),
    }),
    response: "Health",
    alsoWith: [503],
    async handler({ query }, c) {
      const principal = c.get("principal");
      const visible = registry.ids().filter((candidate) => scopeOf(principal, candidate) !== "none");
      const ids = query.source === undefined ? visible : [query.source];
      if (ids.length === 0) throw new AppError("source_unknown", {});
      const thresholds = {
        queue: query.queue ?? null,
        maxLatencySec: query.max_latency ?? null,
        maxSize: query.max_size ?? null,
        maxFailed: query.max_failed ?? null,
      };
      const answer = joinHealth(
        ofQueue(
          await Promise.all(
            ids.map(async (source) => ({
              source,
              answer: judgeHealth(await snapshots.current(source, principal), thresholds),
            })),
          ),
          query.queue,
        ),
      );
      return c.json(answer, answer.status === "critical" ? 503 : 200);
    },
  });
}
