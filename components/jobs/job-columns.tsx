"use client";

import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { paths } from "@/components/shell/route";
import type { Column } from "@/components/table/column";
import { TextLink, Truncated } from "@/components/ui/text-link";
import { TimeAgo } from "@/components/ui/time-ago";
import { useFormat } from "@/components/ui/use-format";
import type { JobEntry } from "@/lib/domain/job.schema";
import { retryLimit, workerDefaults } from "@/lib/domain/worker-defaults";
import { ErrorCell } from "./error-cell";
import { JobBadges } from "./job-badges";
import type { ListKind } from "./list-spec";
import type { HeldRow } from "./use-held-page";

/** The columns of a list of jobs; a queue's jobs have not failed yet, or say so in their row. */
export function useJobColumns(
  source: string,
  kind: ListKind | "running",
  onOpen: (row: HeldRow) => void,
): Column<HeldRow>[] {
  const t = useTranslations("jobs");
  return useMemo(() => {
    const when: Column<HeldRow> = {
      id: "when",
      header: t(`column.when.${kind}`),
      className: "w-24",
      phone: "value",
      cell: ({ job, gone }) =>
        gone ? (
          <span className="text-ink-3">{t("row.gone")}</span>
        ) : (
          <TimeAgo atMs={timeOf(job)} style="short" due={kind === "retry" || kind === "scheduled"} />
        ),
    };
    const job: Column<HeldRow> = {
      id: "job",
      header: t("column.job"),
      phone: "title",
      cell: (row) => (
        <JobCell source={source} row={row} onOpen={onOpen} withError={kind !== "retry" && kind !== "dead"} />
      ),
    };
    const error: Column<HeldRow> = {
      id: "error",
      header: t("column.error"),
      className: "w-[34%] max-xl:w-[30%]",
      phone: "bare",
      cell: ({ job: { error: failure } }) => (failure === null ? null : <ErrorCell error={failure} />),
    };
    const queue: Column<HeldRow> = {
      id: "queue",
      header: t("column.queue"),
      className: "w-28",
      phone: "meta",
      cell: ({ job: { queue: name } }) =>
        name === null ? null : (
          <TextLink href={paths.queue(source, name)} plain truncate>
            <bdi>{name}</bdi>
          </TextLink>
        ),
    };
    const attempts: Column<HeldRow> = {
      id: "attempts",
      header: t("column.attempts"),
      className: "w-20",
      align: "end",
      phone: "meta",
      cell: ({ job: entry }) => <AttemptsCell job={entry} />,
    };
    const size: Column<HeldRow> = {
      id: "size",
      header: t("column.size"),
      className: "w-20",
      align: "end",
      phone: "hidden",
      cell: ({ job: entry }) => <SizeCell bytes={entry.payloadBytes} />,
    };
    if (kind === "queue") return [when, job, attempts, size];
    if (kind === "scheduled" || kind === "running") return [when, job, queue, attempts];
    return [when, job, error, queue, attempts];
  }, [t, kind, source, onOpen]);
}

/** What the first column counts from: a queue's entry has no time of its own but when it was pushed. */
function timeOf(job: JobEntry): number | null {
  return job.place.kind === "queue" ? (job.enqueuedAtMs ?? job.createdAtMs) : job.atMs;
}

function JobCell({
  source,
  row,
  onOpen,
  withError,
}: {
  source: string;
  row: HeldRow;
  onOpen: (row: HeldRow) => void;
  /** Where no column is kept for it: few of these jobs have failed. */
  withError: boolean;
}) {
  const t = useTranslations("jobs.row");
  const format = useFormat();
  const { job } = row;
  return (
    <span className="flex min-w-0 flex-1 items-center gap-x-2 overflow-hidden phone:flex-wrap">
      <span className="min-w-0 max-w-[60%] shrink-0 max-xl:max-w-full">
        <TextLink
          href={paths.entry(source, job.ref)}
          plain
          truncate
          tabIndex={-1}
          onClick={(event) => {
            if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey || event.button !== 0) return;
            event.preventDefault();
            onOpen(row);
          }}
        >
          {job.class === null ? <span className="text-ink-3">{t("noClass")}</span> : <bdi>{job.class}</bdi>}
        </TextLink>
      </span>
      <span className="flex shrink-0 items-center gap-1 empty:hidden sm:max-xl:*:data-tags:hidden">
        <JobBadges job={job} />
      </span>
      {withError && job.error !== null ? (
        <bdi className="max-w-[30%] shrink-0 truncate text-bad" data-tip={job.error.message ?? ""}>
          {job.error.class}
        </bdi>
      ) : null}
      <span className="min-w-0 flex-1 text-ink-2 phone:basis-full">
        <Truncated
          text={job.problem === "too_large" ? t("unreadable", { size: format.bytes(job.payloadBytes) }) : job.args}
          mono
        />
      </span>
    </span>
  );
}

function AttemptsCell({ job }: { job: JobEntry }) {
  const t = useTranslations("jobs.column");
  const format = useFormat();
  if (job.attempts === null) return null;
  const max = retryLimit(job.retryMax) ?? workerDefaults.maxRetries;
  return <span data-tip={t("attemptsTip", { attempts: job.attempts, max })}>{format.count(job.attempts)}</span>;
}

function SizeCell({ bytes }: { bytes: number }) {
  const format = useFormat();
  return <span className="text-ink-2">{format.bytes(bytes)}</span>;
}
