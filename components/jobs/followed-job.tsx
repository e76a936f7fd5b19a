"use client";

import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { Progress } from "@/components/operations/progress";
import { PageHeader } from "@/components/shell/page-header";
import { paths } from "@/components/shell/route";
import { Empty, ErrorPanel } from "@/components/ui/states";
import { Notice, Status } from "@/components/ui/status";
import { TextLink } from "@/components/ui/text-link";
import { TimeAgo } from "@/components/ui/time-ago";
import { serverNow } from "@/lib/api/clock";
import { findKey, jobLifeQuery } from "@/lib/api/queries/jobs";
import type { JobDetail, JobEntry } from "@/lib/domain/job.schema";
import type { JobLife } from "@/lib/domain/job-life.schema";
import { JobPageView } from "./job-page-view";
import { JobWord } from "./job-word";
import { LifeRecord } from "./life-line";
import { Section } from "./section";
import { type FoundJob, useFindJob } from "./use-find-job";

interface Sight {
  job: JobEntry | JobDetail;
  atMs: number;
}

/** A job by its id, wherever it is now; what was last known of it once it has left the store. */
export function FollowedJob({
  source,
  id,
  seen,
  aside,
}: {
  source: string;
  id: string;
  seen: JobEntry | null;
  aside?: ReactNode;
}) {
  const t = useTranslations("jobs");
  const client = useQueryClient();
  const found = useFindJob(source, id);
  const [main] = found.places;
  const [trail, setTrail] = useState<readonly Sight[]>(seen === null ? [] : [{ job: seen, atMs: serverNow() }]);
  const last = trail.at(-1);
  if (main !== undefined && main !== last?.job) {
    const moved = last === undefined || placeText(last.job) !== placeText(main);
    const sight = { job: main, atMs: serverNow() };
    setTrail(moved ? [...trail.slice(-9), sight] : [...trail.slice(0, -1), sight]);
  }
  const again = () => void client.invalidateQueries({ queryKey: findKey(source, id) });

  if (main !== undefined) {
    return (
      <JobPageView
        job={main}
        detail={main}
        source={source}
        onActed={again}
        aside={aside}
        notice={
          <>
            <SearchNote found={found} />
            <Trail trail={trail} />
            <OtherPlaces found={found} source={source} />
          </>
        }
      />
    );
  }
  if (found.error !== null) {
    return (
      <>
        <PageHeader title={t("title.job")} />
        <ErrorPanel error={found.error} onRetry={found.retry} />
      </>
    );
  }
  if (last !== undefined) {
    return (
      <JobPageView
        job={last.job}
        detail={"argTree" in last.job ? last.job : undefined}
        source={source}
        onActed={again}
        aside={aside}
        live={false}
        notice={
          found.complete ? (
            <LeftNote source={source} id={id} sight={last} trail={trail} />
          ) : (
            <SearchNote found={found} />
          )
        }
      />
    );
  }
  return (
    <>
      <PageHeader title={t("title.job")} />
      {found.complete ? <NotInStore source={source} id={id} /> : <SearchNote found={found} />}
    </>
  );
}

/** An id that nothing holds: what is on record of it, and where its last entry went. */
function NotInStore({ source, id }: { source: string; id: string }) {
  const t = useTranslations("jobs");
  const acts = useQuery(jobLifeQuery(source, id)).data?.events ?? [];
  return (
    <>
      <Empty title={t("find.none")}>
        {takesToTrash(acts.at(-1)) ? (
          <ToTrash source={source} />
        ) : (
          <p className="break-words">{t("find.noneHelp", { id })}</p>
        )}
      </Empty>
      {acts.length === 0 ? null : (
        <div className="mx-auto max-w-xl">
          <Section title={t("detail.lifeLine")}>
            <LifeRecord acts={acts} source={source} />
          </Section>
        </div>
      )}
    </>
  );
}

function ToTrash({ source }: { source: string }) {
  const t = useTranslations("jobs.find");
  return (
    <p>{t.rich("trashed", { link: (words) => <TextLink href={paths.section(source, "trash")}>{words}</TextLink> })}</p>
  );
}

/** The original of an edited job goes there, unless it was kept. */
const takesToTrash = (act: JobLife["events"][number] | undefined) =>
  act?.action === "job.delete" || (act?.action === "job.edit" && act.related?.relation === "made");

function SearchNote({ found }: { found: FoundJob }) {
  const t = useTranslations("jobs.find");
  if (found.complete) return null;
  return (
    <div role="status" className="grid gap-1 pb-3">
      <p className="text-ink-2">{t("progress", { scanned: found.scanned, total: found.total })}</p>
      <Progress label={t("searching")} value={found.scanned} max={found.total} />
    </div>
  );
}

function LeftNote({ source, id, sight, trail }: { source: string; id: string; sight: Sight; trail: readonly Sight[] }) {
  const t = useTranslations("jobs.find");
  const acts = useQuery(jobLifeQuery(source, id)).data?.events ?? [];
  return (
    <>
      <Notice level="info">
        {takesToTrash(acts.at(-1)) ? (
          <ToTrash source={source} />
        ) : (
          <>
            <p className="font-strong">{t("left")}</p>
            <p className="text-ink-2">{t.rich("leftHelp", { when: () => <TimeAgo atMs={sight.atMs} /> })}</p>
          </>
        )}
      </Notice>
      <Trail trail={trail} />
    </>
  );
}

/** Where it was while this page looked, in the same words as everywhere. */
function Trail({ trail }: { trail: readonly Sight[] }) {
  const t = useTranslations("jobs.find");
  if (trail.length < 2) return null;
  return (
    <p className="flex flex-wrap items-center gap-x-2 py-2 text-ink-2">
      {t("history")}
      {trail.map((sight, index) => (
        <span key={sight.atMs} className="inline-flex items-center gap-2">
          {index === 0 ? null : <span aria-hidden="true">→</span>}
          <JobWord job={sight.job} before={trail[index - 1]?.job ?? null} />
          <TimeAgo atMs={sight.atMs} style="short" />
        </span>
      ))}
    </p>
  );
}

function OtherPlaces({ found, source }: { found: FoundJob; source: string }) {
  const t = useTranslations("jobs.detail");
  const others = found.places.slice(1);
  if (others.length === 0) return null;
  return (
    <div className="pb-3">
      <Status level="warn">{t("places", { count: found.places.length })}</Status>
      <ul className="grid gap-1 pt-1">
        {others.map((place) => (
          <li key={place.ref} className="flex items-center gap-3">
            <JobWord job={place} before={null} />
            <TextLink href={paths.entry(source, place.ref)}>
              <bdi>{place.jid ?? place.class}</bdi>
            </TextLink>
            <TimeAgo atMs={place.atMs} style="short" />
          </li>
        ))}
      </ul>
    </div>
  );
}

function placeText(job: JobEntry): string {
  return JSON.stringify([job.place, job.attempts]);
}
