import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { BusyPage } from "@/lib/domain/process.schema";
import { apiGet } from "../client";
import { keys } from "../keys";
import { refresh } from "../refresh";

export const busyQuery = (source: string, q: string, cursor: string | null) =>
  queryOptions({
    queryKey: keys.busy(source, q, cursor),
    queryFn: ({ signal }) => apiGet<BusyPage>(`/${source}/processes`, { signal, query: { q, cursor } }),
    placeholderData: keepPreviousData,
    ...refresh.list(),
  });
