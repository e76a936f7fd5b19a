import "server-only";
import { z } from "zod";
import { exportJobs } from "@/lib/actions/export-jobs";
import { jobSetName } from "@/lib/domain/job.schema";
import type { ListRef, Store } from "@/lib/stores/port";
import { contextOf, storeOf } from "../action-context";
import { respondBytes } from "../byte-stream";
import type { Api, ApiContext } from "../context";
import { endpoint, filterParam, nameSegment, refSegment, sourceParams } from "../endpoint";
import type { ApiServices } from "../services";
import { Turns } from "../turns";

const view = { q: filterParam, direction: z.enum(["forward", "backward"]).optional() };
const exportQuery = z.strictObject({ ...view, format: z.enum(["csv", "ndjson"]).optional() });
type ExportQuery = z.output<typeof exportQuery>;

/** `retry,dead` */
const setsParam = z
  .string()
  .max(40)
  .transform((text) => text.split(","))
  .pipe(z.array(jobSetName).min(1).max(3))
  .transform((sets): ListRef[] => sets.map((set) => ({ set })));

const TYPES = { csv: "text/csv; charset=utf-8", ndjson: "application/x-ndjson; charset=utf-8" };

export function registerExport(app: Api, services: ApiServices, searches: Turns): void {
  const turns = new Turns();
  const request = ({ q, direction }: Pick<ExportQuery, "q" | "direction">) => ({
    q: q ?? null,
    direction: direction ?? ("forward" as const),
  });

  async function send(c: ApiContext, source: string, lists: readonly ListRef[], query: ExportQuery): Promise<Response> {
    const { format = "csv" } = query;
    const done = await turns.hold(c.get("principal").name);
    const made = await exportJobs(contextOf(c, services, source), lists, format, request(query)).catch((error) => {
      done();
      throw error;
    });
    // The name is of a fixed alphabet: a queue's own may hold anything.
    const [first] = lists;
    const name = lists.length !== 1 || first === undefined ? "jobs" : "set" in first ? first.set : "queue";
    return respondBytes(
      c,
      { "Content-Type": TYPES[format], "Content-Disposition": `attachment; filename="${source}-${name}.${format}"` },
      {
        parts: (signal) => made.parts(signal),
        closing: services.closing,
        onEnd: (whole) => {
          done();
          made.end(whole);
        },
      },
    );
  }

  endpoint(app, {
    method: "get",
    path: "/{source}/export",
    summary: "What a filter means in every set and every queue, or in the sets of `in`, as CSV or NDJSON, masked",
    permission: "read",
    params: sourceParams,
    query: exportQuery.extend({ in: setsParam.optional() }),
    response: "bytes:text/csv,application/x-ndjson",
    handler: async ({ params: { source }, query: { in: sets, ...query } }, c) =>
      send(c, source, sets ?? (await allLists(storeOf(c, services, source))), query),
  });

  endpoint(app, {
    method: "get",
    path: "/{source}/sets/{set}/export",
    summary: "Scheduled, retry or dead jobs as CSV or NDJSON, masked, of any number; every export is recorded",
    permission: "read",
    params: sourceParams.extend({ set: jobSetName }),
    query: exportQuery,
    response: "bytes:text/csv,application/x-ndjson",
    handler: ({ params: { source, set }, query }, c) => send(c, source, [{ set }], query),
  });

  endpoint(app, {
    method: "get",
    path: "/{source}/queues/{queue}/export",
    summary: "The jobs of a queue as CSV or NDJSON, masked, of any number; every export is recorded",
    permission: "read",
    params: sourceParams.extend({ queue: nameSegment }),
    query: exportQuery,
    response: "bytes:text/csv,application/x-ndjson",
    handler: ({ params: { source, queue }, query }, c) => send(c, source, [{ queue }], query),
  });

  endpoint(app, {
    method: "get",
    path: "/{source}/entries/{ref}/neighbours",
    summary: "The entries before and after one in its list, of those a filter means",
    permission: "read",
    params: sourceParams.extend({ ref: refSegment }),
    query: z.strictObject(view),
    response: "Neighbours",
    handler: async ({ params: { source, ref }, query }, c) => {
      const { reader } = storeOf(c, services, source);
      const find = () => reader.neighbours(ref, request(query), { signal: c.req.raw.signal });
      return c.json(await searches.take(c.get("principal").name, find));
    },
  });
}

/** Every set, and every queue that the caller sees, in the order of their names. */
async function allLists(store: Store): Promise<ListRef[]> {
  const { queues } = await store.queues.list();
  const sets = jobSetName.options.map((set): ListRef => ({ set }));
  return [
    ...sets,
    ...queues
      .map(({ name }) => name)
      .sort()
      .map((queue): ListRef => ({ queue })),
  ];
}
