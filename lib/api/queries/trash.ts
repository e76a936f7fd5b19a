import { infiniteQueryOptions, keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { JobLine } from "@/lib/domain/operation.schema";
import type { TrashList } from "@/lib/domain/trash.schema";
import { apiGet } from "../client";
import { keys } from "../keys";

export const trashQuery = (source: string, cursor: string | null) =>
  queryOptions({
    queryKey: [...keys.trash(source), cursor],
    queryFn: ({ signal }) => apiGet<TrashList>(`/${source}/trash`, { signal, query: { cursor } }),
    placeholderData: keepPreviousData,
  });

export interface TrashEntries {
  entries: JobLine[];
  nextCursor: string | null;
}

const firstPage = null as string | null;

/** What a removed batch holds, page after page. */
export const trashEntriesQuery = (source: string, batch: string) =>
  infiniteQueryOptions({
    queryKey: [...keys.trash(source), "entries", batch],
    queryFn: ({ signal, pageParam }) =>
      apiGet<TrashEntries>(`/${source}/trash/${encodeURIComponent(batch)}/entries`, {
        signal,
        query: { cursor: pageParam },
      }),
    initialPageParam: firstPage,
    getNextPageParam: ({ nextCursor }) => nextCursor,
  });
