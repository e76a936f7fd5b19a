"use client";

import { useTranslations } from "next-intl";
import { cx } from "@/components/ui/cx";
import { TimeAgo } from "@/components/ui/time-ago";
import { useFormat } from "@/components/ui/use-format";
import type { JobDetail, JobEntry } from "@/lib/domain/job.schema";
import { type LifeEvent, lifeEvents } from "./life-events";

/** What is known of a job's life, oldest first, each with the time since the one before. */
export function LifeLine({ job }: { job: JobEntry | JobDetail }) {
  const t = useTranslations("jobs.life");
  const format = useFormat();
  const events = lifeEvents(job);
  return (
    <ol className="grid">
      {events.map((event, index) => {
        const before = events[index - 1];
        const gapSec = before === undefined ? null : (event.atMs - before.atMs) / 1000;
        return (
          <li key={event.kind} className="relative grid grid-cols-[12px_1fr_auto] gap-x-2 pb-2">
            <span aria-hidden="true" className="flex h-5 items-center justify-center">
              <span className={cx("size-2 rounded-full", DOT[event.level])} />
            </span>
            {index === events.length - 1 ? null : (
              <span
                aria-hidden="true"
                className="absolute top-4 bottom-[-4px] left-[5.5px] border-line-strong border-l"
              />
            )}
            <span>
              {t(event.kind)}
              {gapSec === null || gapSec < 1 ? null : (
                <span className="block text-ink-3 text-small">{t("after", { age: format.duration(gapSec) })}</span>
              )}
            </span>
            <span className="text-right text-ink-2">
              <TimeAgo atMs={event.atMs} due={event.kind === "due" || event.kind === "planned"} />
            </span>
          </li>
        );
      })}
    </ol>
  );
}

const DOT: Record<LifeEvent["level"], string> = {
  past: "bg-ink-3",
  bad: "bg-bad",
  next: "border-2 border-accent bg-page",
};
