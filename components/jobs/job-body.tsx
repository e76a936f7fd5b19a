"use client";

import { useTranslations } from "next-intl";
import { JobPlugins } from "@/components/plugins/job-plugins";
import { ArgTree } from "./arg-tree";
import { JobArguments } from "./job-arguments";
import { JobChain } from "./job-chain";
import { JobErrorSection } from "./job-error";
import { JobFacts } from "./job-facts";
import { JobIteration } from "./job-iteration";
import { JobLinks } from "./job-links";
import type { JobPartProps } from "./job-part";
import { LifeLine } from "./life-line";
import { Section } from "./section";
import { JobWords } from "./words";

/** What went in and what went wrong. */
export function JobMain({ job, detail, source, left = false }: JobPartProps) {
  const t = useTranslations("jobs.detail");
  return (
    <JobWords>
      <JobErrorSection job={job} detail={detail} source={source} />
      <JobArguments job={job} detail={detail} source={source} left={left} />
      {detail === undefined || detail.extras.length === 0 ? null : (
        <Section title={t("extras")}>
          <ArgTree nodes={detail.extras} />
        </Section>
      )}
    </JobWords>
  );
}

/** When, where and how often. */
export function JobSide({ job, detail, source }: JobPartProps) {
  const t = useTranslations("jobs.detail");
  return (
    <JobWords>
      <Section title={t("lifeLine")}>
        <LifeLine job={detail ?? job} source={source} />
      </Section>
      {detail === undefined ? null : <JobIteration detail={detail} source={source} />}
      <Section title={t("facts")}>
        <JobFacts job={detail ?? job} source={source} />
      </Section>
      <JobPlugins job={detail ?? job} source={source} />
      {detail === undefined ? null : <JobChain detail={detail} source={source} />}
      {detail === undefined ? null : <JobLinks detail={detail} source={source} />}
    </JobWords>
  );
}
