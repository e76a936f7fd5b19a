import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { ClassMetrics, MetricsOverview, MetricsRange } from "@/lib/domain/metrics.schema";
import { encodeName } from "@/lib/domain/paths";
import type { ProfileList } from "@/lib/domain/profile.schema";
import { apiGet } from "../client";
import { keys } from "../keys";
import { refresh } from "../refresh";

/** `at` narrows the rows to one bucket of the range. */
export const metricsQuery = (source: string, range: MetricsRange, q: string, at: number | null) =>
  queryOptions({
    queryKey: [...keys.metrics(source), "classes", range, q, at],
    queryFn: ({ signal }) => apiGet<MetricsOverview>(`/${source}/metrics`, { signal, query: { range, q, at } }),
    placeholderData: keepPreviousData,
    ...refresh.samples(),
  });

export const classMetricsQuery = (source: string, name: string, range: MetricsRange, at: number | null) =>
  queryOptions({
    queryKey: [...keys.metrics(source), "class", name, range, at],
    queryFn: ({ signal }) =>
      apiGet<ClassMetrics>(`/${source}/metrics/${encodeName(name)}`, { signal, query: { range, at } }),
    placeholderData: keepPreviousData,
    ...refresh.samples(),
  });

export const profilesQuery = (source: string) =>
  queryOptions({
    queryKey: keys.profiles(source),
    queryFn: ({ signal }) => apiGet<ProfileList>(`/${source}/profiles`, { signal }),
    ...refresh.samples(),
  });

/** Where the recorded bytes of a profile are downloaded from. */
export const profilePath = (source: string, key: string) => `/api/v1/${source}/profiles/${encodeName(key)}/data`;
