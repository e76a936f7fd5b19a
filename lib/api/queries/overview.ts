import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { DailyHistory, History, Snapshot } from "@/lib/domain/overview.schema";
import { apiGet } from "../client";
import { serverNow } from "../clock";
import { keys } from "../keys";
import { refresh } from "../refresh";

/** The shared snapshot: the stream writes it into the cache; while there is no stream this polls. */
export const overviewQuery = (source: string, streaming: boolean) =>
  queryOptions({
    queryKey: keys.overview(source),
    queryFn: ({ signal }) => apiGet<Snapshot>(`/${source}/overview`, { signal }),
    staleTime: streaming ? Number.POSITIVE_INFINITY : 0,
    ...refresh.live(streaming),
  });

export const historyQuery = (source: string, series: readonly string[], spanMs: number) =>
  queryOptions({
    queryKey: keys.history(source, series, spanMs),
    queryFn: ({ signal }) => {
      const to = Math.round(serverNow());
      return apiGet<History>(`/${source}/history`, {
        signal,
        query: { series: series.join(","), from: to - spanMs, to },
      });
    },
    enabled: series.length > 0,
    placeholderData: keepPreviousData,
    ...refresh.samples(),
  });

export const dailyQuery = (source: string, days: number) =>
  queryOptions({
    queryKey: keys.daily(source, days),
    queryFn: ({ signal }) => apiGet<DailyHistory>(`/${source}/daily`, { signal, query: { days } }),
    placeholderData: keepPreviousData,
    ...refresh.slow(),
  });
