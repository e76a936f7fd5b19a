"use client";

import { useTranslations } from "next-intl";
import type { JobDetail, JobEntry } from "@/lib/domain/job.schema";
import { Backtrace } from "./backtrace";
import { Section } from "./section";

/** Why it failed last: class, the whole message, and the frames. */
export function JobErrorSection({ job, detail }: { job: JobEntry; detail: JobDetail | undefined }) {
  const t = useTranslations("jobs.detail");
  if (job.error === null) return null;
  const message = detail?.errorMessage ?? job.error.message;
  return (
    <Section title={t("error")}>
      <p className="break-words font-strong text-bad">
        <bdi>{job.error.class}</bdi>
      </p>
      <p className="whitespace-pre-wrap break-words pb-2">
        {message === null ? <span className="text-ink-3">{t("noMessage")}</span> : <bdi>{message}</bdi>}
      </p>
      {detail === undefined ? null : <Backtrace job={detail} />}
    </Section>
  );
}
