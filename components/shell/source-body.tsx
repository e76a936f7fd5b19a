"use client";

import { type ReactNode, Suspense } from "react";
import { Skeleton } from "@/components/ui/states";
import { PageHeader } from "./page-header";
import { useSource } from "./route";

/** What a page shows of the source in the address; its place until both source and address are known. */
export function SourceBody({
  waiting = <Skeleton className="h-90" />,
  children,
}: {
  waiting?: ReactNode;
  children: (source: string) => ReactNode;
}) {
  const source = useSource();
  return <Suspense fallback={waiting}>{source === null ? waiting : children(source)}</Suspense>;
}

/** Stands for a page whose heading says what it found. */
export function WaitingPage({ title }: { title: string }) {
  return (
    <>
      <PageHeader title={title} />
      <Skeleton className="h-90" />
    </>
  );
}
