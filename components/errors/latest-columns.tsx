"use client";

import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { paths } from "@/components/shell/route";
import type { Column } from "@/components/table/column";
import { TextLink, Truncated } from "@/components/ui/text-link";
import { TimeAgo } from "@/components/ui/time-ago";
import type { JobEntry } from "@/lib/domain/job.schema";

export function useLatestColumns(source: string): Column<JobEntry>[] {
  const t = useTranslations("causes.group.column");
  const section = useTranslations("shell.section");
  return useMemo(() => {
    const placeOf = (job: JobEntry) =>
      job.place.kind === "retry" ? "retries" : job.place.kind === "dead" ? "dead" : "scheduled";
    return [
      {
        id: "when",
        header: t("when"),
        className: "w-20",
        phone: "value",
        cell: (job) => <TimeAgo atMs={job.retriedAtMs ?? job.failedAtMs ?? job.createdAtMs} style="short" />,
      },
      {
        id: "job",
        header: t("job"),
        phone: "title",
        cell: (job) => (
          <span className="block min-w-0 font-mono text-small">
            <TextLink plain truncate href={paths.entry(source, job.ref)}>
              {job.args === "" ? "()" : job.args}
            </TextLink>
          </span>
        ),
      },
      {
        id: "error",
        header: t("error"),
        className: "w-[36%]",
        phone: "bare",
        cell: (job) => <Truncated text={job.error?.message ?? "–"} />,
      },
      {
        id: "where",
        header: t("where"),
        className: "w-20",
        cell: (job) => section(placeOf(job)),
      },
    ] satisfies Column<JobEntry>[];
  }, [t, section, source]);
}
