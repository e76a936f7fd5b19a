"use client";

import { useTranslations } from "next-intl";
import type { JobDetail, JobEntry } from "@/lib/domain/job.schema";
import { ArgTree } from "./arg-tree";
import { JobArguments } from "./job-arguments";
import { JobChain } from "./job-chain";
import { JobErrorSection } from "./job-error";
import { JobFacts } from "./job-facts";
import { LifeLine } from "./life-line";
import { Section } from "./section";

interface JobBodyProps {
  job: JobEntry;
  /** Undefined until the whole of it is loaded. */
  detail: JobDetail | undefined;
  source: string;
}

/** What went in and what went wrong. */
export function JobMain({ job, detail, source }: JobBodyProps) {
  const t = useTranslations("jobs.detail");
  return (
    <>
      <JobErrorSection job={job} detail={detail} source={source} />
      <JobArguments job={job} detail={detail} source={source} />
      {detail === undefined || detail.extras.length === 0 ? null : (
        <Section title={t("extras")}>
          <ArgTree nodes={detail.extras} />
        </Section>
      )}
    </>
  );
}

/** When, where and how often. */
export function JobSide({ job, detail, source }: JobBodyProps) {
  const t = useTranslations("jobs.detail");
  return (
    <>
      <Section title={t("lifeLine")}>
        <LifeLine job={detail ?? job} />
      </Section>
      <Section title={t("facts")}>
        <JobFacts job={detail ?? job} source={source} />
      </Section>
      {detail === undefined ? null : <JobChain detail={detail} source={source} />}
    </>
  );
}
