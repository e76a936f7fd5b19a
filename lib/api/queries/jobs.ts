import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { FindResult, JobDetail, JobHistogram, JobPage, JobSetName } from "@/lib/domain/job.schema";
import type { EditableJob } from "@/lib/domain/job-edit.schema";
import { encodeName } from "@/lib/domain/paths";
import { apiGet } from "../client";
import { keys } from "../keys";
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

/** The whole of one entry by ref; `job_not_found` when it is no longer there. */
export const entryQuery = (source: string, ref: string) =>
  queryOptions({
    queryKey: entryKey(source, ref),
    queryFn: ({ signal }) => apiGet<JobDetail>(`/${source}/entries/${encodeURIComponent(ref)}`, { signal }),
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
