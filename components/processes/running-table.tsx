"use client";

import { useQuery } from "@tanstack/react-query";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { parseAsString, useQueryState } from "nuqs";
import { useCallback, useMemo, useState } from "react";
import { FilterBar } from "@/components/filter/filter-bar";
import { FilterChips } from "@/components/filter/filter-chips";
import { useSentFilter } from "@/components/filter/use-filter";
import { paths } from "@/components/shell/paths";
import type { Column } from "@/components/table/column";
import { CursorPager } from "@/components/table/cursor-pager";
import { DataTable } from "@/components/table/data-table";
import { Empty, ErrorPanel } from "@/components/ui/states";
import { Badge, Status } from "@/components/ui/status";
import { TextLink, Truncated } from "@/components/ui/text-link";
import { TimeAgo } from "@/components/ui/time-ago";
import { busyQuery } from "@/lib/api/queries/processes";
import type { RunningJob } from "@/lib/domain/process.schema";
import { slotLevel } from "./groups";

const idOf = (job: RunningJob) => `${job.process}|${job.thread}|${job.jid ?? ""}`;

/** What runs now, longest first, a page at a time. */
export function RunningTable({ source }: { source: string }) {
  const t = useTranslations("busy");
  const router = useRouter();
  const [q, setQ] = useQueryState("q", parseAsString.withDefault(""));
  const [cursor, setCursor] = useState<string | null>(null);
  const sent = useSentFilter(q);
  const { data, error, refetch } = useQuery({ ...busyQuery(source, sent.q, cursor), enabled: sent.problem === null });
  const changeFilter = useCallback(
    (value: string) => {
      setCursor(null);
      void setQ(value === "" ? null : value);
    },
    [setQ],
  );
  const columns = useRunningColumns(source, data?.nowMs ?? 0);
  const next = data?.nextCursor ?? null;
  return (
    <section id="running" className="scroll-mt-12 pt-2">
      <div className="flex flex-wrap items-start gap-x-4 gap-y-2 pb-2">
        <h2 className="py-0.5 font-strong">{t("running")}</h2>
        <FilterBar source={source} place={RUNNING} value={q} onChange={changeFilter} label={t("filterRunning")} />
        <p className="py-0.5 text-ink-2">{data === undefined ? "" : t("runningCount", { count: data.runningTotal })}</p>
      </div>
      <FilterChips value={q} onChange={changeFilter} />
      {error !== null && data === undefined ? <ErrorPanel error={error} onRetry={() => void refetch()} /> : null}
      <DataTable
        label={t("running")}
        rows={data?.running ?? NONE}
        columns={columns}
        rowId={idOf}
        rowLabel={(job) => job.class ?? job.jid ?? ""}
        onOpen={(job) => router.push(pathOf(source, job))}
        empty={data === undefined ? null : <Empty title={q === "" ? t("nothingRuns") : t("nothingMatches")} />}
      />
      <div className="pt-3">
        <CursorPager cursor={cursor} next={next} onGo={setCursor} />
      </div>
    </section>
  );
}

/** What has no jid is found by the thread that runs it. */
const pathOf = (source: string, { jid, ref }: RunningJob) =>
  jid === null ? paths.entry(source, ref) : paths.job(source, jid);

const NONE: readonly RunningJob[] = [];
const RUNNING = { running: true } as const;

function useRunningColumns(source: string, nowMs: number): Column<RunningJob>[] {
  const t = useTranslations("busy");
  return useMemo(
    () => [
      {
        id: "for",
        header: t("runningFor"),
        align: "end",
        className: "w-28",
        phone: "value",
        cell: (job) => {
          const age = <TimeAgo atMs={job.startedAtMs} style="bare" />;
          return slotLevel(job.startedAtMs, nowMs) === 3 ? <Status level="warn">{age}</Status> : age;
        },
      },
      {
        id: "job",
        header: t("job"),
        phone: "title",
        cell: (job) => <JobCell source={source} job={job} />,
      },
      {
        id: "queue",
        header: t("queue"),
        className: "w-28",
        cell: (job) =>
          job.queue === null ? (
            "–"
          ) : (
            <TextLink truncate href={paths.queue(source, job.queue)}>
              {job.queue}
            </TextLink>
          ),
      },
      {
        id: "process",
        header: t("process"),
        className: "w-52 min-[1400px]:w-[304px]",
        phone: "bare",
        cell: (job) => <Truncated text={`${job.hostname} ${job.thread}`} muted />,
      },
      {
        id: "jid",
        header: t("jid"),
        className: "w-56 max-xl:hidden",
        phone: "hidden",
        cell: (job) => <Truncated text={job.jid ?? "–"} mono muted />,
      },
    ],
    [source, nowMs, t],
  );
}

function JobCell({ source, job }: { source: string; job: RunningJob }) {
  const t = useTranslations("busy");
  const name = job.class ?? job.jid ?? t("unreadable");
  return (
    <span className="flex min-w-0 items-center gap-x-2 phone:flex-1 phone:flex-wrap">
      <span className="min-w-0 max-w-[70%] shrink-0 phone:max-w-full">
        <TextLink truncate href={pathOf(source, job)}>
          {name}
        </TextLink>
      </span>
      {job.attempts === null ? null : <Badge>{t("attempt", { count: job.attempts + 1 })}</Badge>}
      {job.iteration === null ? null : <Badge>{t("iteration", { count: job.iteration.executions })}</Badge>}
      {job.tags.map((tag) => (
        <Badge key={tag}>{tag}</Badge>
      ))}
      <span className="min-w-0 flex-1 phone:basis-full">
        <Truncated text={job.args} mono muted />
      </span>
    </span>
  );
}
