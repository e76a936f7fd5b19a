"use client";

import { useTranslations } from "next-intl";
import { PageHeader } from "@/components/shell/page-header";
import { FirstNumber } from "@/components/ui/first-number";
import { Skeleton } from "@/components/ui/states";
import { HistogramSpace } from "./list-histogram";
import type { ListKind } from "./list-spec";
import { QueuePlace } from "./queue-place";

const ROWS = Array.from({ length: 20 }, (_, index) => index);

/** The list before its first reading, in its final size; the prerendered page. */
export function ListSkeleton({ title, kind }: { title: string; kind: ListKind | null }) {
  const t = useTranslations("jobs.summary");
  const of = kind === null || kind === "queue" ? null : kind;
  return (
    <>
      <PageHeader
        title={title}
        summary={of === null ? null : <FirstNumber of={of} unit={t(of, { count: 2 }).replace("2", "")} />}
      />
      {of === null ? <QueuePlace /> : <HistogramSpace />}
      <div className="h-8" />
      <div className="h-7 border-line border-b" />
      {ROWS.map((row) => (
        <div key={row} className="flex h-8 items-center gap-4 border-line border-b px-2">
          <Skeleton className="h-3 w-16" />
          <Skeleton className="h-3 flex-1" />
          <Skeleton className="h-3 w-1/4 phone:hidden" />
          <Skeleton className="h-3 w-20 phone:hidden" />
        </div>
      ))}
    </>
  );
}
