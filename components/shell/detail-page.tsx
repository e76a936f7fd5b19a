"use client";

import type { ReactNode } from "react";
import { ButtonLink } from "@/components/ui/button";
import { Empty, ErrorPanel, Skeleton } from "@/components/ui/states";
import { ApiError } from "@/lib/api/client";
import { PageHeader } from "./page-header";

interface Reading<T> {
  data: T | undefined;
  error: unknown;
  refetch: () => unknown;
}

/** What is said of a thing that is not there any more, and where to look instead. */
export interface Gone {
  title: string;
  help: string;
  href: string;
  back: string;
}

export const isGone = (error: unknown, code: "not_found" | "job_not_found" = "not_found"): boolean =>
  error instanceof ApiError && error.code === code;

/** The page of one thing: what `children` make of it, or why there is nothing of it yet or any more. */
export function DetailPage<T>({
  title,
  query,
  gone,
  children,
}: {
  title: string;
  query: Reading<T>;
  gone: Gone;
  children: (data: T) => ReactNode;
}) {
  const left = isGone(query.error);
  if (query.data !== undefined && !left) return children(query.data);
  return <DetailWait title={title} query={query} gone={left ? gone : null} />;
}

/** A thing's page without the thing: not read yet, not readable, or gone. */
export function DetailWait({ title, query, gone }: { title: string; query: Reading<unknown>; gone: Gone | null }) {
  return (
    <>
      <PageHeader title={title} />
      {gone !== null ? (
        <Empty title={gone.title}>
          <p className="pb-2">{gone.help}</p>
          <ButtonLink href={gone.href}>{gone.back}</ButtonLink>
        </Empty>
      ) : query.error === null ? (
        <div className="grid gap-3">
          <Skeleton className="h-5 w-1/3" />
          <Skeleton className="h-64 w-full" />
        </div>
      ) : (
        <ErrorPanel error={query.error} onRetry={() => void query.refetch()} />
      )}
    </>
  );
}
