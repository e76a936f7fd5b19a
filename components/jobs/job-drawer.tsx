"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { paths } from "@/components/shell/route";
import { ButtonLink, IconButton } from "@/components/ui/button";
import { Drawer } from "@/components/ui/dialog";
import { useHotkeys } from "@/components/ui/hotkeys";
import { ErrorPanel, Skeleton } from "@/components/ui/states";
import { Notice } from "@/components/ui/status";
import { ApiError } from "@/lib/api/client";
import { entryQuery } from "@/lib/api/queries/jobs";
import type { JobVerb } from "@/lib/domain/action.schema";
import { identityOf } from "@/lib/domain/identity";
import type { JobEntry } from "@/lib/domain/job.schema";
import { JobHead, JobVerbButtons, VERB_KEY } from "./job-head";
import { useJobMore } from "./job-more";
import { entryInList, fromList } from "./job-neighbours";
import type { JobPartProps } from "./job-part";
import { JobMain, JobSide } from "./later";
import type { HeldRow } from "./use-held-page";
import { verbsOfJob } from "./verbs";

interface JobDrawerProps {
  source: string;
  rows: readonly HeldRow[];
  /** The ref in the address; null = closed. */
  openRef: string | null;
  onOpen: (ref: string | null) => void;
  onVerb: (verb: JobVerb, job: JobEntry) => void;
}

/** One job beside its list. What the row knows is there at once; arrows step through the rows. */
export function JobDrawer({ source, rows, openRef, onOpen, onVerb }: JobDrawerProps) {
  const t = useTranslations("jobs");
  const identity = openRef === null ? null : identityOf(openRef);
  const at = rows.findIndex((row) => row.key === identity);
  const row = rows[at];
  const query = useQuery({
    ...entryQuery(source, openRef ?? ""),
    enabled: openRef !== null,
    staleTime: 5_000,
    retry: false,
  });
  const detail = query.data;
  const job = row?.job ?? detail;
  const step = (by: number) => {
    const next = rows[at < 0 ? 0 : at + by];
    if (next !== undefined) onOpen(next.job.ref);
  };
  const forth = () => step(1);
  const back = () => step(-1);
  const verb = (wanted: JobVerb) => {
    if (job !== undefined) onVerb(wanted, job);
  };
  const byKey =
    job === undefined
      ? []
      : verbsOfJob(job).flatMap((each) => (VERB_KEY[each] ? [[VERB_KEY[each], () => verb(each)]] : []));
  useHotkeys(
    {
      j: forth,
      k: back,
      ArrowDown: forth,
      ArrowUp: back,
      ArrowRight: forth,
      ArrowLeft: back,
      ...Object.fromEntries(byKey),
    },
    openRef !== null,
  );
  const gone = query.error instanceof ApiError && query.error.code === "job_not_found";
  const more = useJobMore(source, openRef === null || gone ? undefined : job, detail);
  return (
    <>
      <Drawer
        open={openRef !== null}
        onOpenChange={(open) => open || onOpen(null)}
        title={job === undefined ? t("title.job") : (job.class ?? t("row.noClass"))}
        actions={
          <>
            {at < 0 ? null : (
              <span className="whitespace-nowrap text-ink-3 text-small phone:hidden">
                {t("drawer.steps", { index: at + 1, count: rows.length })}
              </span>
            )}
            <IconButton
              label={t("detail.previous")}
              glyph="up"
              size="normal"
              disabled={at <= 0}
              onClick={() => step(-1)}
            />
            <IconButton
              label={t("detail.next")}
              glyph="down"
              size="normal"
              disabled={at < 0 || at >= rows.length - 1}
              onClick={() => step(1)}
            />
            {openRef === null ? null : (
              <ButtonLink href={entryInList(source, openRef, fromList())} size="small">
                {t("detail.fullPage")}
              </ButtonLink>
            )}
          </>
        }
        {...(job === undefined || gone
          ? {}
          : {
              footer: (
                <div className="flex flex-1 flex-wrap gap-2">
                  <JobVerbButtons job={job} onVerb={verb} pending={false} keys />
                  {more.menu}
                </div>
              ),
            })}
      >
        <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
          {gone ? (
            <Left source={source} job={job} />
          ) : query.error === null ? null : (
            <ErrorPanel error={query.error} onRetry={query.refetch} />
          )}
          {job === undefined ? (
            gone ? null : (
              <Loading />
            )
          ) : (
            <Content key={job.ref} job={job} detail={detail} source={source} left={gone} />
          )}
        </div>
      </Drawer>
      {more.dialog}
    </>
  );
}

function Content({ job, detail, source, left = false }: JobPartProps) {
  return (
    <>
      <JobHead job={job} source={source} />
      <JobMain job={job} detail={detail} source={source} left={left} />
      <JobSide job={job} detail={detail} source={source} />
    </>
  );
}

function Left({ source, job }: { source: string; job: JobEntry | undefined }) {
  const t = useTranslations("jobs.detail");
  const id = job?.jid ?? null;
  return (
    <Notice level="info">
      <p>{t("left")}</p>
      {id === null ? null : (
        <div className="pt-2">
          <ButtonLink href={paths.job(source, id)} size="small">
            {t("whereNow")}
          </ButtonLink>
        </div>
      )}
    </Notice>
  );
}

function Loading() {
  return (
    <>
      <Skeleton className="h-5 w-2/3" />
      <Skeleton className="h-5 w-1/2" />
      <Skeleton className="h-40 w-full" />
    </>
  );
}
