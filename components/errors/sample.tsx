"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { Backtrace } from "@/components/jobs/backtrace";
import { Section } from "@/components/jobs/section";
import { paths } from "@/components/shell/route";
import { TextLink } from "@/components/ui/text-link";
import { entryQuery } from "@/lib/api/queries/jobs";
import type { JobEntry } from "@/lib/domain/job.schema";

/** The latest failure whole: its message, and the application's frames first. */
export function Sample({ source, job }: { source: string; job: JobEntry }) {
  const t = useTranslations("causes");
  const { data } = useQuery({ ...entryQuery(source, job.ref), retry: false, staleTime: Number.POSITIVE_INFINITY });
  const message = data?.errorMessage ?? job.error?.message ?? null;
  return (
    <Section
      title={t("group.sample")}
      aside={<TextLink href={paths.entry(source, job.ref)}>{t("group.openJob")}</TextLink>}
    >
      <p className="mb-1 wrap-anywhere font-mono text-small">
        <bdi>{job.args}</bdi>
      </p>
      <p className="mb-2 max-h-40 overflow-y-auto whitespace-pre-wrap wrap-anywhere">
        {message === null ? <span className="text-ink-3">{t("noMessage")}</span> : <bdi>{message}</bdi>}
      </p>
      {data === undefined ? null : <Backtrace job={data} />}
    </Section>
  );
}
