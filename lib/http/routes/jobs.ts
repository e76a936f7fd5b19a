import "server-only";
import { z } from "zod";
import { downloadPayload } from "@/lib/actions/download-payload";
import { limits } from "@/lib/config/limits";
import { jobSetName } from "@/lib/domain/job.schema";
import { AppError } from "@/lib/errors/app-error";
import { contextOf, storeOf } from "../action-context";
import type { Api } from "../context";
import { cursorParam, endpoint, refSegment, sourceParams } from "../endpoint";
import type { ApiServices } from "../services";
import type { SingleFlight } from "../single-flight";
import type { Turns } from "../turns";
import { listQuery, listRequest } from "./list-query";

const entryParams = sourceParams.extend({ ref: refSegment });

export function registerJobs(app: Api, services: ApiServices, lists: SingleFlight, turns: Turns): void {
  endpoint(app, {
    method: "get",
    path: "/{source}/sets/{set}/jobs",
    summary: "Scheduled, retry or dead jobs",
    permission: "read",
    params: sourceParams.extend({ set: jobSetName }),
    query: listQuery,
    response: "JobPage",
    handler: ({ params: { source, set }, query }, c) =>
      lists.respond(c, () => {
        const { reader } = storeOf(c, services, source);
        const read = () => reader.page({ set }, listRequest(query));
        return query.q === undefined ? read() : turns.take(c.get("principal").name, read);
      }),
  });

  endpoint(app, {
    method: "get",
    path: "/{source}/sets/{set}/histogram",
    summary: "How the scheduled, retry or dead jobs spread over time; for callers who see every queue",
    permission: "read",
    params: sourceParams.extend({ set: jobSetName }),
    response: "JobHistogram",
    handler: ({ params: { source, set } }, c) =>
      lists.respond(c, () => storeOf(c, services, source).reader.histogram(set, limits.histogramBuckets)),
  });

  endpoint(app, {
    method: "get",
    path: "/{source}/jobs/{id}",
    summary: "A job by jid or Active Job id, wherever it is now; `cursor` goes on",
    permission: "read",
    params: sourceParams.extend({ id: z.string().min(1).max(200) }),
    query: z.strictObject({ hint: refSegment.optional(), cursor: cursorParam }),
    response: "FindResult",
    handler: async ({ params: { source, id }, query: { hint = null, cursor = null } }, c) => {
      const { reader } = storeOf(c, services, source);
      const find = () => reader.find(id, { hint, cursor }, { signal: c.req.raw.signal });
      return c.json(await turns.take(c.get("principal").name, find));
    },
  });

  endpoint(app, {
    method: "get",
    path: "/{source}/entries/{ref}",
    summary: "The whole of one entry, masked",
    permission: "read",
    params: entryParams,
    response: "JobDetail",
    handler: async ({ params: { source, ref } }, c) => {
      const entry = await storeOf(c, services, source).reader.entry(ref, { signal: c.req.raw.signal });
      if (!entry) throw new AppError("job_not_found", {});
      return c.json(entry);
    },
  });

  endpoint(app, {
    method: "get",
    path: "/{source}/entries/{ref}/watch",
    summary: "The whole of one entry, masked, or null once it left its place",
    permission: "read",
    params: entryParams,
    response: "WatchedEntry",
    handler: async ({ params: { source, ref } }, c) => {
      const entry = await storeOf(c, services, source).reader.entry(ref, { signal: c.req.raw.signal });
      return c.json({ entry });
    },
  });

  endpoint(app, {
    method: "get",
    path: "/{source}/entries/{ref}/payload",
    summary: "The raw bytes of one entry, unmasked; every download is recorded",
    permission: "jobs.reveal",
    params: entryParams,
    response: "bytes:application/octet-stream",
    handler: async ({ params: { source, ref } }, c) => {
      const payload = await downloadPayload(contextOf(c, services, source), ref);
      c.header("Content-Type", "application/octet-stream");
      c.header("Content-Disposition", 'attachment; filename="job.json"');
      return c.newResponse(new Uint8Array(payload), 200);
    },
  });
}
