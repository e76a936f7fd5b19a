"use client";

import { useQuery } from "@tanstack/react-query";
import { sourcesQuery } from "@/lib/api/queries/sources";
import type { Route } from "./paths";

let lastSource: string | null = null;

/** The source the rail leads into: that of the address, else the last one seen, else the only one. */
export function useRailSource(route: Route | null): string | null {
  const { data: sources } = useQuery(sourcesQuery());
  if (route === null) return null;
  if (route.kind === "source") {
    lastSource = route.source;
    return route.source;
  }
  if (route.kind === "sources") return null;
  return lastSource ?? (sources?.length === 1 ? (sources[0]?.id ?? null) : null);
}
