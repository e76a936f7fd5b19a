import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { Operation, OperationOutcomes } from "@/lib/domain/operation.schema";
import { apiGet } from "../client";
import { keys } from "../keys";

export interface OperationPage {
  operations: Operation[];
  nextCursor: string | null;
}

export const operationsQuery = (source: string, cursor: string | null) =>
  queryOptions({
    queryKey: [...keys.operations(source), "list", cursor],
    queryFn: ({ signal }) => apiGet<OperationPage>(`/${source}/operations`, { signal, query: { cursor } }),
    placeholderData: keepPreviousData,
  });

export const operationKey = (source: string, id: string) => [...keys.operations(source), "one", id] as const;

export const operationQuery = (source: string, id: string) =>
  queryOptions({
    queryKey: operationKey(source, id),
    queryFn: ({ signal }) => apiGet<Operation>(`/${source}/operations/${encodeURIComponent(id)}`, { signal }),
  });

/** What became of each entry, a page from index `from` on. */
export const outcomesQuery = (source: string, id: string, from: number) =>
  queryOptions({
    queryKey: [...keys.operations(source), "outcomes", id, from],
    queryFn: ({ signal }) =>
      apiGet<OperationOutcomes>(`/${source}/operations/${encodeURIComponent(id)}/outcomes`, {
        signal,
        query: { from: String(from) },
      }),
    placeholderData: keepPreviousData,
  });
