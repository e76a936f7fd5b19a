"use client";

import { useTranslations } from "next-intl";
import { paths } from "@/components/shell/route";
import { TextLink } from "@/components/ui/text-link";
import { errorGroupId } from "@/lib/domain/error-group";
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
    <Section
      title={t("error")}
      aside={<Others job={job} message={detail === undefined ? undefined : message} source={source} />}
    >
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

/** The group of this error; its id is made of the whole message, which only the detail has. */
function Others({ job, message, source }: { job: JobEntry; message: string | null | undefined; source: string }) {
  const t = useTranslations("causes");
  const { kind } = job.place;
  if (message === undefined || kind === "queue" || kind === "running") return null;
  const id = errorGroupId({ class: job.class, errorClass: job.error?.class ?? null, message });
  return <TextLink href={paths.error(source, id)}>{t("others")}</TextLink>;
}
