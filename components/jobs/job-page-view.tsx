"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { PageHeader } from "@/components/shell/page-header";
import { useHotkeys } from "@/components/ui/hotkeys";
import type { JobVerb } from "@/lib/domain/action.schema";
import type { JobDetail, JobEntry } from "@/lib/domain/job.schema";
import { JobMain, JobSide } from "./job-body";
import { JobHead, JobVerbButtons, VERB_KEY } from "./job-head";
import { useJobMore } from "./job-more";
import { useJobVerbs } from "./use-job-verbs";
import { verbsOfJob } from "./verbs";

/** The full page of one job: its state and verbs on top, arguments and error at the left, times and facts right. */
export function JobPageView({
  job,
  detail,
  source,
  onActed,
  notice,
  live = true,
  aside,
}: {
  job: JobEntry;
  detail: JobDetail | undefined;
  source: string;
  onActed: () => void;
  notice?: ReactNode;
  /** False when this is only what was known of a job that left. */
  live?: boolean;
  /** The way to its neighbours in the list it was opened from. */
  aside?: ReactNode;
}) {
  const t = useTranslations("jobs");
  const { run, pending, dialogs } = useJobVerbs(source, (_verb, result) => {
    if (result.done + result.gone > 0) onActed();
  });
  const more = useJobMore(source, live ? job : undefined, detail);
  const verb = (wanted: JobVerb) => run(wanted, [job]);
  // Of a job that left nothing can be revealed, and it has no place any more.
  const shown = live || detail === undefined ? detail : { ...detail, masked: false, position: null };
  const verbs = live ? verbsOfJob(job) : [];
  useHotkeys(
    Object.fromEntries(verbs.flatMap((each) => (VERB_KEY[each] ? [[VERB_KEY[each], () => verb(each)]] : []))),
    live,
  );
  return (
    <>
      <PageHeader title={job.class ?? t("row.noClass")}>
        {live ? <JobVerbButtons job={job} onVerb={verb} pending={pending} keys /> : null}
        {more.menu}
        {aside}
      </PageHeader>
      {notice}
      <div className={live ? "grid grid-cols-[minmax(0,1fr)] gap-4" : "grid grid-cols-[minmax(0,1fr)] gap-4 pt-3"}>
        {live ? <JobHead job={job} source={source} /> : null}
        <div className="grid items-start grid-cols-[minmax(0,1fr)] gap-x-8 gap-y-4 lg:grid-cols-[minmax(0,2fr)_minmax(280px,1fr)]">
          <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
            <JobMain job={job} detail={shown} source={source} left={!live} />
          </div>
          <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
            <JobSide job={job} detail={shown} source={source} />
          </div>
        </div>
      </div>
      {dialogs}
      {more.dialog}
    </>
  );
}
