"use client";

import { useTranslations } from "next-intl";
import { paths } from "@/components/shell/route";
import { TextLink } from "@/components/ui/text-link";
import type { JobEntry } from "@/lib/domain/job.schema";
import { Backtrace } from "./backtrace";
import type { JobPartProps } from "./job-part";
import { Section } from "./section";

/** Why it failed last: class, the whole message, and the frames. */
export function JobErrorSection({ job, detail, source }: JobPartProps) {
  const t = useTranslations("jobs.detail");
  if (job.error === null) return null;
  const message = detail?.errorMessage ?? job.error.message;
  return (
    <Section title={t("error")} aside={<Others job={job} source={source} />}>
      <p className="wrap-anywhere font-strong text-bad">
        <bdi>{job.error.class}</bdi>
      </p>
      <p className="mb-2 max-h-60 overflow-y-auto whitespace-pre-wrap wrap-anywhere">
        {message === null ? <span className="text-ink-3">{t("noMessage")}</span> : <bdi>{message}</bdi>}
      </p>
      {detail === undefined ? null : <Backtrace job={detail} />}
    </Section>
  );
}

/** The list this job is in, cut to those that failed with the same class of error. */
function Others({ job, source }: { job: JobEntry; source: string }) {
  const t = useTranslations("jobs.detail");
  const { kind } = job.place;
  if (job.error?.class == null || (kind !== "dead" && kind !== "retry")) return null;
  const list = paths.section(source, kind === "retry" ? "retries" : "dead");
  return <TextLink href={`${list}?q=${encodeURIComponent(job.error.class)}`}>{t("others")}</TextLink>;
}
