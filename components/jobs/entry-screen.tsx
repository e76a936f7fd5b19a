"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { DetailWait, isGone } from "@/components/shell/detail-page";
import { paths, useRoute } from "@/components/shell/route";
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
  const gone = isGone(query.error, "job_not_found");
  if (job !== undefined && job.jid !== null && (gone || moved)) {
    return <FollowedJob source={source} id={job.jid} seen={job} aside={aside} />;
  }
  if (job !== undefined) {
    return <JobPageView job={job} detail={job} source={source} onActed={() => setMoved(true)} aside={aside} />;
  }
  return (
    <DetailWait
      title={t("title.job")}
      query={query}
      gone={
        gone
          ? {
              title: t("find.none"),
              help: t("find.entryGone"),
              href: paths.section(source, "dead"),
              back: t("find.nextDead"),
            }
          : null
      }
    />
  );
}
