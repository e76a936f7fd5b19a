"use client";

import { useQuery } from "@tanstack/react-query";
import { sourcesQuery } from "@/lib/api/queries/sources";
import type { SourceSummary } from "@/lib/domain/source.schema";
import { useSource } from "./route";

/** The source in the address with its name, colour and rights; null until it is known. */
export function useCurrentSource(): SourceSummary | null {
  const id = useSource();
  const { data } = useQuery(sourcesQuery());
  return data?.find((source) => source.id === id) ?? null;
}
