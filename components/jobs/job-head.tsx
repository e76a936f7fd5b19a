"use client";

import { useTranslations } from "next-intl";
import { useMay } from "@/components/shell/use-live";
import { Button } from "@/components/ui/button";
import { Notice } from "@/components/ui/status";
import type { JobVerb } from "@/lib/domain/action.schema";
import type { JobEntry } from "@/lib/domain/job.schema";
import { Copyable } from "./copyable";
import { JobBadges } from "./job-badges";
import { JobState } from "./job-state";
import { isDamaging, verbsOfJob } from "./verbs";

/** One sentence of state, the ids, and what is special; the same in the drawer and on the page. */
export function JobHead({ job, source }: { job: JobEntry; source: string }) {
  const t = useTranslations("jobs");
  return (
    <div className="grid grid-cols-[minmax(0,1fr)] gap-2">
      <p className="wrap-anywhere">
        <JobState job={job} source={source} />
      </p>
      <div className="flex min-w-0 flex-wrap gap-x-4 gap-y-1">
        {job.jid === null ? null : <Copyable name={t("detail.jid")} text={job.jid} />}
        {job.activeJobId === null ? null : <Copyable name={t("detail.activeJobId")} text={job.activeJobId} />}
      </div>
      <div className="flex flex-wrap gap-1 empty:hidden">
        <JobBadges job={job} />
      </div>
      {job.problem === null ? null : <Notice level="bad">{t(`problemHelp.${job.problem}`)}</Notice>}
      {job.willBeLost ? <Notice level="bad">{t("badge.willBeLostTip")}</Notice> : null}
    </div>
  );
}

/** The verbs this job allows; nothing where the reader may not. */
export function JobVerbButtons({
  job,
  onVerb,
  pending,
  keys = false,
}: {
  job: JobEntry;
  onVerb: (verb: JobVerb) => void;
  pending: boolean;
  keys?: boolean;
}) {
  const t = useTranslations("jobs.verb");
  const may = useMay("jobs.operate");
  if (!may) return null;
  return verbsOfJob(job).map((verb, index) => (
    <Button
      key={verb}
      tone={index === 0 && !isDamaging(verb) && verb !== "move" ? "accent" : isDamaging(verb) ? "danger" : "plain"}
      pending={pending}
      onClick={() => onVerb(verb)}
      {...(keys && VERB_KEY[verb] !== undefined ? { shortcut: VERB_KEY[verb] } : {})}
    >
      {t(verb)}
    </Button>
  ));
}

export const VERB_KEY: Partial<Record<JobVerb, string>> = { retry: "r", run_now: "r", delete: "d", kill: "K" };
