"use client";

import { useQuery } from "@tanstack/react-query";
import { sourcesQuery } from "@/lib/api/queries/sources";
import type { Route } from "./paths";

const KEY = "signalbox.source";

/** In this tab, and over a reload of it. */
function lastSource(): string | null {
  try {
    return sessionStorage.getItem(KEY);
  } catch {
    return null;
  }
}

function remember(source: string): void {
  try {
    sessionStorage.setItem(KEY, source);
  } catch {
    // Without storage the rail leads back to the list of sources.
  }
}

/** The source the rail leads into: that of the address, else the last one seen, else the only one. */
export function useRailSource(route: Route | null): string | null {
  const { data: sources } = useQuery(sourcesQuery());
  if (route === null) return null;
  if (route.kind === "source") {
    remember(route.source);
    return route.source;
  }
  if (route.kind === "sources") return null;
  const last = lastSource();
  if (last !== null && sources?.some(({ id }) => id === last)) return last;
  return sources?.length === 1 ? (sources[0]?.id ?? null) : null;
}
