import { keepPreviousData, queryOptions } from "@tanstack/react-query";
import type { ErrorDetail, ErrorList, ErrorsEverywhere } from "@/lib/domain/error.schema";
import type { FilterValues } from "@/lib/domain/search.schema";
import { apiGet } from "../client";
import { keys } from "../keys";

export const ERROR_STATES = ["open", "resolved", "ignored"] as const;
export const ERROR_SORTS = ["recent", "count", "first"] as const;

export interface ErrorsView {
  q: string;
  state: (typeof ERROR_STATES)[number];
  sort: (typeof ERROR_SORTS)[number];
}

const EVERY_MS = 5_000;
/** While the sets are read for the first time. */
const READING_MS = 800;

const asked = ({ q, state, sort }: ErrorsView) => ({ q: q.trim(), state, sort });

export const errorsQuery = (source: string, view: ErrorsView) =>
  queryOptions({
    queryKey: [...keys.errors(source), "list", view],
    queryFn: ({ signal }) => apiGet<ErrorList>(`/${source}/errors`, { signal, query: asked(view) }),
    placeholderData: keepPreviousData,
    refetchInterval: (query) => (query.state.data?.coverage.complete === false ? READING_MS : EVERY_MS),
  });

export const errorsEverywhereQuery = (view: ErrorsView) =>
  queryOptions({
    queryKey: [...keys.errorsEverywhere(), view],
    queryFn: ({ signal }) => apiGet<ErrorsEverywhere>("/errors", { signal, query: asked(view) }),
    placeholderData: keepPreviousData,
    refetchInterval: EVERY_MS,
  });

export const errorQuery = (source: string, id: string) =>
  queryOptions({
    queryKey: [...keys.errors(source), "one", id],
    queryFn: ({ signal }) => apiGet<ErrorDetail>(`/${source}/errors/${id}`, { signal }),
    placeholderData: keepPreviousData,
    refetchInterval: EVERY_MS * 2,
  });

/** Classes among jobs spread over a queue, most frequent first. */
export const classesOfQueueQuery = (source: string, queue: string) =>
  queryOptions({
    queryKey: [...keys.queues(source), "classes", queue],
    queryFn: ({ signal }) =>
      apiGet<FilterValues>(`/${source}/search/values`, { signal, query: { key: "class", in: `queue:${queue}` } }),
  });
