"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { PageHeader } from "@/components/shell/page-header";
import { paths, useRoute } from "@/components/shell/route";
import { ButtonLink } from "@/components/ui/button";
import { Empty, ErrorPanel, Skeleton } from "@/components/ui/states";
import { ApiError } from "@/lib/api/client";
import { entryQuery } from "@/lib/api/queries/jobs";
import { refresh } from "@/lib/api/refresh";
import { FollowedJob } from "./followed-job";
import { fromList, JobNeighbours } from "./job-neighbours";
import { JobPageView } from "./job-page-view";

/** One entry by its exact identity; once it has left its place, the job is followed by its id. */
export function EntryScreen() {
  const t = useTranslations("jobs");
  const route = useRoute();
  const [moved, setMoved] = useState(false);
  const source = route?.kind === "source" ? route.source : "";
  const ref = route?.kind === "source" ? route.name : null;
  const query = useQuery({
    ...entryQuery(source, ref ?? ""),
    ...refresh.list(),
    enabled: ref !== null && source !== "" && !moved,
    retry: false,
  });
  const job = query.data;
  const aside =
    ref === null || source === "" ? null : <JobNeighbours key={ref} source={source} entryRef={ref} from={fromList()} />;
  const gone = query.error instanceof ApiError && query.error.code === "job_not_found";
  if (job !== undefined && job.jid !== null && (gone || moved)) {
    return <FollowedJob source={source} id={job.jid} seen={job} aside={aside} />;
  }
  if (job !== undefined) {
    return <JobPageView job={job} detail={job} source={source} onActed={() => setMoved(true)} aside={aside} />;
  }
  return (
    <>
      <PageHeader title={t("title.job")} />
      {gone ? (
        <Empty title={t("find.none")}>
          <p className="pb-2">{t("find.entryGone")}</p>
          <ButtonLink href={paths.section(source, "dead")}>{t("find.nextDead")}</ButtonLink>
        </Empty>
      ) : query.error === null ? (
        <div className="grid gap-3">
          <Skeleton className="h-5 w-1/3" />
          <Skeleton className="h-64 w-full" />
        </div>
      ) : (
        <ErrorPanel error={query.error} onRetry={query.refetch} />
      )}
    </>
  );
}
