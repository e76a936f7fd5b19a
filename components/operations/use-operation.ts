"use client";

import { useQuery } from "@tanstack/react-query";
import { useLiveState } from "@/components/shell/use-live";
import { operationQuery } from "@/lib/api/queries/operations";
import { pollMs } from "./scope";

/** One operation, kept fresh by the stream and by polling where there is none. */
export function useOperation(source: string, id: string | null) {
  const { streaming } = useLiveState();
  return useQuery({
    ...operationQuery(source, id ?? ""),
    enabled: id !== null && source !== "",
    refetchInterval: (query) => pollMs(query.state.data, streaming),
  });
}
