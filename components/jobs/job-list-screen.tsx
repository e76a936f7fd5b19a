"use client";

import { Suspense } from "react";
import { useSource } from "@/components/shell/route";
import type { JobList as ListOfJobs } from "@/lib/api/queries/jobs";
import { JobList } from "./job-list";
import { ListSkeleton } from "./list-skeleton";
import { kindOf } from "./list-spec";

/** The prerendered page has the heading and the skeleton; the list follows when its address is known. */
export function JobListScreen({ list, title }: { list: ListOfJobs | null; title: string }) {
  const source = useSource();
  return (
    <Suspense fallback={<ListSkeleton title={title} kind={list === null ? null : kindOf(list)} />}>
      {source === null || list === null ? (
        <ListSkeleton title={title} kind={list === null ? null : kindOf(list)} />
      ) : (
        <JobList key={`${source} ${title}`} source={source} list={list} title={title} />
      )}
    </Suspense>
  );
}
