"use client";

import type { ReactNode } from "react";
import { ErrorPanel, Skeleton } from "./states";

/** What was read; until then its place, and above both why the last try failed. */
export function Loaded<T>({
  query,
  data,
  children,
}: {
  query: { error: unknown; refetch: () => unknown };
  data: T | undefined;
  children: (data: T) => ReactNode;
}) {
  return (
    <>
      {query.error === null ? null : <ErrorPanel error={query.error} onRetry={() => void query.refetch()} />}
      {data !== undefined ? children(data) : query.error === null ? <Skeleton className="h-64 w-full" /> : null}
    </>
  );
}
