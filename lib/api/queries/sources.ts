import { queryOptions } from "@tanstack/react-query";
import type { Me } from "@/lib/domain/access.schema";
import type { SourceSummary } from "@/lib/domain/source.schema";
import { apiGet } from "../client";
import { keys } from "../keys";
import { refresh } from "../refresh";

/** Every screen asks these two: one that was just read is not read again for the next. */
const FRESH_MS = 5_000;

export const meQuery = () =>
  queryOptions({
    queryKey: keys.me(),
    queryFn: ({ signal }) => apiGet<Me>("/me", { signal }),
    ...refresh.slow(),
    staleTime: FRESH_MS,
  });

export const sourcesQuery = () =>
  queryOptions({
    queryKey: keys.sources(),
    queryFn: async ({ signal }) => {
      const answer = await apiGet<{ sources: SourceSummary[] }>("/sources", { signal });
      return answer.sources;
    },
    ...refresh.samples(),
    staleTime: FRESH_MS,
  });
