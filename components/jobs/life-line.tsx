"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { paths } from "@/components/shell/route";
import { cx } from "@/components/ui/cx";
import { TextLink } from "@/components/ui/text-link";
import { TimeAgo } from "@/components/ui/time-ago";
import { useFormat } from "@/components/ui/use-format";
import { jobLifeQuery } from "@/lib/api/queries/jobs";
import type { JobDetail, JobEntry } from "@/lib/domain/job.schema";
import { isolate } from "./isolate";
import { type Act, type LifeEvent, lifeEvents } from "./life-events";

/** What is known of a job's life, oldest first, each with the time since the one before; and what is not known. */
export function LifeLine({ job, source }: { job: JobEntry | JobDetail; source: string }) {
  const t = useTranslations("life");
  const life = useQuery({ ...jobLifeQuery(source, job.jid ?? ""), enabled: job.jid !== null }).data;
  const events = lifeEvents(job, life?.events);
  return (
    <>
      <LifeItems events={events} place={job.place} source={source} />
      <p className="text-ink-3 text-small">
        {t("note")} {life === undefined || life.complete ? null : t("recordEnds")}
      </p>
    </>
  );
}

/** Only what was done from here: of a job that the store no longer holds. */
export function LifeRecord({ acts, source }: { acts: readonly Act[]; source: string }) {
  const events = acts.map((act): LifeEvent => ({ kind: "acted", atMs: act.atMs, level: "past", act }));
  return <LifeItems events={events} place={null} source={source} />;
}

type Place = JobEntry["place"] | null;

function LifeItems({ events, place, source }: { events: readonly LifeEvent[]; place: Place; source: string }) {
  return (
    <ol className="grid">
      {events.map((event, index) => (
        <LifeItem
          key={`${event.kind} ${event.atMs}`}
          event={event}
          beforeMs={events[index - 1]?.atMs ?? null}
          last={index === events.length - 1}
          place={place}
          source={source}
        />
      ))}
    </ol>
  );
}

function LifeItem({
  event,
  beforeMs,
  last,
  place,
  source,
}: {
  event: LifeEvent;
  beforeMs: number | null;
  last: boolean;
  place: Place;
  source: string;
}) {
  const t = useTranslations("jobs.life");
  const life = useTranslations("life");
  const format = useFormat();
  const gapSec = beforeMs === null ? 0 : (event.atMs - beforeMs) / 1000;
  return (
    <li className="relative grid grid-cols-[12px_minmax(0,1fr)_auto] gap-x-2 pb-2">
      <span aria-hidden="true" className="flex h-5 items-center justify-center">
        <span className={cx("size-2 rounded-full", DOT[event.kind === "acted" ? "acted" : event.level])} />
      </span>
      {last ? null : (
        <span aria-hidden="true" className="absolute top-4 bottom-[-4px] left-[5.5px] border-line-strong border-l" />
      )}
      <span className="min-w-0 wrap-anywhere">
        {event.kind === "acted" ? (
          <ActWords act={event.act} source={source} />
        ) : event.kind === "between" ? (
          <span className="text-ink-2">{life("between", { count: event.count })}</span>
        ) : (
          t(event.kind)
        )}
        {event.kind !== "started" || place?.kind !== "running" ? null : (
          <span className="block text-ink-2 text-small">{life("runningOn", { process: isolate(place.process) })}</span>
        )}
        {gapSec < 1 || event.kind === "between" ? null : (
          <span className="block text-ink-3 text-small">{t("after", { age: format.duration(gapSec) })}</span>
        )}
      </span>
      <span className="text-right text-ink-2">
        {event.kind === "between" ? null : (
          <TimeAgo atMs={event.atMs} due={event.kind === "due" || event.kind === "planned"} />
        )}
      </span>
    </li>
  );
}

function ActWords({ act, source }: { act: Act; source: string }) {
  const t = useTranslations("life");
  const actor = isolate(act.actor);
  const { related } = act;
  return (
    <>
      {related?.relation === "from" ? t("made", { actor }) : actText(t, act.action, actor)}
      {related === null ? null : (
        <TextLink href={paths.job(source, related.jid)}>
          <bdi className="block truncate font-mono text-small">{related.jid}</bdi>
        </TextLink>
      )}
      {act.operation === null ? null : (
        <TextLink href={paths.operation(source, act.operation)}>
          <span className="block text-small">{t("operation")}</span>
        </TextLink>
      )}
      {act.done === act.requested ? null : (
        <span className="block text-ink-3 text-small">{t("among", { requested: act.requested, done: act.done })}</span>
      )}
    </>
  );
}

const KNOWN = [
  "retry",
  "run_now",
  "kill",
  "delete",
  "reschedule",
  "move",
  "reveal",
  "download",
  "edit",
  "edit_copy",
  "duplicate",
  "enqueue",
  "undo",
] as const;

function actText(t: ReturnType<typeof useTranslations<"life">>, action: string, actor: string): string {
  const known = KNOWN.find((each) => `job.${each}` === action);
  return known === undefined ? t("acted.other", { action, actor }) : t(`acted.${known}`, { actor });
}

const DOT: Record<LifeEvent["level"] | "acted", string> = {
  past: "bg-ink-3",
  bad: "bg-bad",
  next: "border-2 border-accent bg-page",
  acted: "bg-accent",
};
