import { queryOptions } from "@tanstack/react-query";
import type { FilterValues, SearchPlace, SearchUpdate } from "@/lib/domain/search.schema";
import { apiGet } from "../client";
import { keys } from "../keys";
import { apiLines } from "../lines";
import type { Direction } from "./jobs";

export interface SearchQuery {
  /** null = everywhere. */
  place: SearchPlace | null;
  q: string;
  rows: number;
  direction: Direction;
}

/** A search as it goes; leaving the loop or aborting ends it on the server too. @throws ApiError */
export function searchLines(source: string, query: SearchQuery, signal: AbortSignal): AsyncGenerator<SearchUpdate> {
  const { q, rows, direction } = query;
  return apiLines<SearchUpdate>(`/${source}/search`, { q, rows, direction, in: placeText(query.place) }, signal);
}

/** Keys whose values can be listed; the others are of too many values, or of times and numbers. */
export const VALUE_KEYS = ["class", "queue", "error", "tag", "bid", "set", "process", "cron", "lock", "arg"] as const;
export type ValueKey = (typeof VALUE_KEYS)[number] | "argName";

/** Values of a key that exist. */
export const filterValuesQuery = (
  source: string,
  key: ValueKey,
  path: readonly string[] | null,
  prefix: string,
  place: SearchPlace | null,
) =>
  queryOptions({
    queryKey: [...keys.source(source), "values", key, path, prefix, placeText(place)],
    queryFn: ({ signal }) =>
      apiGet<FilterValues>(`/${source}/search/values`, {
        signal,
        query: { key, prefix, path: path === null ? null : JSON.stringify(path), in: placeText(place) },
      }),
    staleTime: 20_000,
    retry: false,
    refetchOnWindowFocus: false,
  });

function placeText(place: SearchPlace | null): string | null {
  if (place === null) return null;
  if ("set" in place) return place.set;
  return "queue" in place ? `queue:${place.queue}` : "running";
}
