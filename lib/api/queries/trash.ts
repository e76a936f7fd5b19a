import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { TrashList } from "@/lib/domain/trash.schema";
import { apiGet } from "../client";
import { keys } from "../keys";

export const trashQuery = (source: string, cursor: string | null) =>
  queryOptions({
    queryKey: [...keys.trash(source), cursor],
    queryFn: ({ signal }) => apiGet<TrashList>(`/${source}/trash`, { signal, query: { cursor } }),
    placeholderData: keepPreviousData,
  });
