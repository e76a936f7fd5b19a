import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { BatchDetail, BatchKind, BatchPage } from "@/lib/domain/batch.schema";
import { encodeName } from "@/lib/domain/paths";
import type { FailurePage, JobPlugins, LimiterPage, PrivateQueueList, StatusPage } from "@/lib/domain/plugin.schema";
import { apiGet } from "../client";
import { keys } from "../keys";
import { refresh } from "../refresh";

export const batchesQuery = (source: string, view: { kind: BatchKind | null; cursor: string | null; q: string }) =>
  queryOptions({
    queryKey: [...keys.plugins(source), "batches", view],
    queryFn: ({ signal }) => apiGet<BatchPage>(`/${source}/batches`, { signal, query: { ...view } }),
    placeholderData: keepPreviousData,
    ...refresh.list(),
  });

export const batchQuery = (source: string, bid: string) =>
  queryOptions({
    queryKey: [...keys.plugins(source), "batch", bid],
    queryFn: ({ signal }) => apiGet<BatchDetail>(`/${source}/batches/${encodeName(bid)}`, { signal }),
    ...refresh.list(),
  });

const page = <Page>(source: string, list: string, cursor: string | null) =>
  queryOptions({
    queryKey: [...keys.plugins(source), list, cursor],
    queryFn: ({ signal }) => apiGet<Page>(`/${source}/${list}`, { signal, query: { cursor } }),
    placeholderData: keepPreviousData,
    ...refresh.samples(),
  });
export const limitersQuery = (source: string, cursor: string | null) => page<LimiterPage>(source, "limiters", cursor);
export const failuresQuery = (source: string, cursor: string | null) => page<FailurePage>(source, "failures", cursor);
export const statusesQuery = (source: string, cursor: string | null) => page<StatusPage>(source, "statuses", cursor);

/** What the keys of plug-ins say of one job. */
export const jobPluginsQuery = (source: string, job: { jid: string; class: string | null; digest: string | null }) =>
  queryOptions({
    queryKey: [...keys.jobs(source), "plugins", job],
    queryFn: ({ signal }) =>
      apiGet<JobPlugins>(`/${source}/jobs/${encodeURIComponent(job.jid)}/plugins`, {
        signal,
        query: { class: job.class, digest: job.digest },
      }),
    ...refresh.list(),
  });

export const privateQueuesQuery = (source: string) =>
  queryOptions({
    queryKey: [...keys.processes(source), "private"],
    queryFn: ({ signal }) => apiGet<PrivateQueueList>(`/${source}/private-queues`, { signal }),
    ...refresh.samples(),
  });
