import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import { is, printFilter } from "@/lib/domain/filter";
import type { FindResult, JobHistogram, JobPage, JobSetName, WatchedEntry } from "@/lib/domain/job.schema";
import type { EditableJob } from "@/lib/domain/job-edit.schema";
import type { JobLife, LinkList, Neighbours } from "@/lib/domain/job-life.schema";
import { encodeName } from "@/lib/domain/paths";
import type { SearchUpdate } from "@/lib/domain/search.schema";
import { ApiError, apiGet } from "../client";
import { keys } from "../keys";
import { apiLines } from "../lines";
import { refresh } from "../refresh";

/** A set of jobs, or a queue by name. */
export type JobList = { set: JobSetName } | { queue: string };
export type Direction = "forward" | "backward";

export interface JobListView {
  list: JobList;
  cursor: string | null;
  direction: Direction;
  q: string;
  limit: number;
}

export function jobListPath(source: string, list: JobList): string {
  return "set" in list ? `/${source}/sets/${list.set}/jobs` : `/${source}/queues/${encodeName(list.queue)}/jobs`;
}

const listKey = (list: JobList) => ("set" in list ? list.set : `queue:${list.queue}`);

export const jobListKey = (source: string, list: JobList) => [...keys.jobs(source), "list", listKey(list)] as const;

/** Outside the prefix of lists: a search is not repeated because something changed. */
export const jobSearchKey = (source: string, list: JobList, direction: Direction, q: string) =>
  [...keys.source(source), "search", listKey(list), direction, q] as const;

export const jobListQuery = (source: string, view: JobListView) =>
  queryOptions({
    queryKey: [...jobListKey(source, view.list), view.q, view.direction, view.cursor, view.limit],
    queryFn: ({ signal }) => fetchJobPage(source, view, signal),
    placeholderData: keepPreviousData,
  });

export const PAGE_ROWS = 25;

/** What a list shows when it is opened without a word on order or filter. */
export const firstJobPageQuery = (source: string, list: JobList) =>
  jobListQuery(source, { list, cursor: null, direction: "forward", q: "", limit: PAGE_ROWS });

/** One page. With a filter it may hold few jobs and a cursor: the server looked as far as one request may. */
export function fetchJobPage(source: string, view: JobListView, signal: AbortSignal): Promise<JobPage> {
  return apiGet<JobPage>(jobListPath(source, view.list), {
    signal,
    query: {
      cursor: view.cursor,
      limit: view.limit,
      direction: view.direction === "forward" ? null : view.direction,
      q: view.q,
    },
  });
}

/** How a set spreads over time. */
export const histogramQuery = (source: string, set: JobSetName) =>
  queryOptions({
    queryKey: [...keys.jobs(source), "histogram", set],
    queryFn: ({ signal }) => apiGet<JobHistogram>(`/${source}/sets/${set}/histogram`, { signal }),
    ...refresh.samples(),
  });

export const entryKey = (source: string, ref: string) => [...keys.jobs(source), "entry", ref] as const;

/** The whole of one entry by ref; `job_not_found` when it is no longer there, which is no failed request. */
export const entryQuery = (source: string, ref: string) =>
  queryOptions({
    queryKey: entryKey(source, ref),
    queryFn: async ({ signal }) => {
      const path = `/${source}/entries/${encodeURIComponent(ref)}/watch`;
      const { entry } = await apiGet<WatchedEntry>(path, { signal });
      if (entry === null) throw new ApiError(404, { code: "job_not_found" });
      return entry;
    },
  });

/** What was last known of a job that was acted on: its page has something to show when it leaves quickly. */
export const seenJobKey = (source: string, jid: string) => [...keys.source(source), "seen", jid] as const;

export const findKey = (source: string, id: string) => [...keys.jobs(source), "find", id] as const;

/** One bounded step of the search for a job by jid or Active Job id; `cursor` of the answer goes on. */
export function findJob(source: string, id: string, cursor: string | null, signal: AbortSignal): Promise<FindResult> {
  return apiGet<FindResult>(`/${source}/jobs/${encodeURIComponent(id)}`, { signal, query: { cursor } });
}

/** Where the raw bytes of one entry are downloaded from. */
export const payloadPath = (source: string, ref: string) =>
  `/api/v1/${source}/entries/${encodeURIComponent(ref)}/payload`;

/** The arguments of one entry as they are edited; read anew each time an editor opens. */
export const editableQuery = (source: string, ref: string) =>
  queryOptions({
    queryKey: [...keys.source(source), "editable", ref],
    queryFn: ({ signal }) => apiGet<EditableJob>(`/${source}/entries/${encodeURIComponent(ref)}/arguments`, { signal }),
    refetchOnWindowFocus: false,
    retry: false,
    gcTime: 0,
  });

/** What was done to a job from here, by the audit record. */
export const jobLifeQuery = (source: string, jid: string) =>
  queryOptions({
    queryKey: [...keys.jobs(source), "life", jid],
    queryFn: ({ signal }) => apiGet<JobLife>(`/${source}/jobs/${encodeURIComponent(jid)}/life`, { signal }),
    staleTime: 5_000,
    retry: false,
  });

/** The entries before and after one in its filtered list. */
export const neighboursQuery = (source: string, ref: string, view: { q: string; direction: Direction }) =>
  queryOptions({
    queryKey: [...keys.source(source), "neighbours", ref, view.q, view.direction],
    queryFn: ({ signal }) =>
      apiGet<Neighbours>(`/${source}/entries/${encodeURIComponent(ref)}/neighbours`, {
        signal,
        query: { q: view.q, direction: view.direction === "forward" ? null : view.direction },
      }),
    staleTime: 10_000,
    retry: false,
  });

/** Templates of links out of a job. */
export const linksQuery = () =>
  queryOptions({
    queryKey: ["links"] as const,
    queryFn: ({ signal }) => apiGet<LinkList>("/links", { signal }),
    ...refresh.slow(),
    staleTime: 60_000,
  });

/** Where a list is exported from; null: every set and every queue. */
export function exportPath(
  source: string,
  list: JobList | null,
  view: { q: string; order: Direction; format: string },
): string {
  const query = new URLSearchParams({ format: view.format });
  if (view.q !== "") query.set("q", view.q);
  if (view.order !== "forward") query.set("direction", view.order);
  const path = list === null ? `/${source}/export` : jobListPath(source, list).replace(/\/jobs$/, "/export");
  return `/api/v1${path}?${query}`;
}

/** An entry of a class, wherever there is one; null when the whole store has none. The search ends with the first. */
export const exampleQuery = (source: string, jobClass: string) =>
  queryOptions({
    queryKey: [...keys.source(source), "example", jobClass],
    queryFn: async ({ signal }) => {
      const found = new AbortController();
      const stop = AbortSignal.any([signal, found.signal]);
      const query = { q: printFilter(is("class", jobClass)), rows: 1 };
      for await (const update of apiLines<SearchUpdate>(`/${source}/search`, query, stop)) {
        const [job] = update.jobs;
        if (job === undefined) continue;
        found.abort();
        return job;
      }
      return null;
    },
    staleTime: 0,
    gcTime: 0,
    retry: false,
  });
