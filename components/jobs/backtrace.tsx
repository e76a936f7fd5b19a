"use client";

import { useTranslations } from "next-intl";
import { useMemo, useState } from "react";
import { Glyph } from "@/components/ui/glyph";
import type { JobDetail } from "@/lib/domain/job.schema";
import { type FrameRun, frameRuns } from "./frames";

/** The frames of the application, with those of gems folded between them. */
export function Backtrace({ job }: { job: JobDetail }) {
  const t = useTranslations("jobs.detail");
  const runs = useMemo(() => frameRuns(job.backtrace), [job.backtrace]);
  if (job.backtraceProblem !== null)
    return <p className="text-ink-2">{t(`backtraceProblem.${job.backtraceProblem}`)}</p>;
  if (runs.length === 0) return <p className="text-ink-3">{t("noBacktrace")}</p>;
  return (
    <ol
      aria-label={t("backtrace")}
      className="grid grid-cols-[minmax(0,1fr)] rounded-control bg-well py-1 font-mono text-small leading-5"
    >
      {runs.map((run) => (
        <Run key={run.frames[0]?.at} run={run} foldable={runs.length > 1} />
      ))}
    </ol>
  );
}

function Run({ run, foldable }: { run: FrameRun; foldable: boolean }) {
  const t = useTranslations("jobs.detail");
  const [open, setOpen] = useState(!foldable);
  if (run.application) return run.frames.map((frame) => <FrameLine key={frame.at} text={frame.text} application />);
  return (
    <>
      {foldable ? (
        <li>
          <button
            type="button"
            aria-expanded={open}
            onClick={() => setOpen(!open)}
            className="flex w-full items-center gap-1 rounded-control px-2 text-left font-sans text-ink-3 hover:bg-hover hover:text-ink"
          >
            <Glyph name={open ? "chevronDown" : "chevronRight"} />
            {t("gemFrames", { count: run.frames.length })}
          </button>
        </li>
      ) : null}
      {open ? run.frames.map((frame) => <FrameLine key={frame.at} text={frame.text} application={false} />) : null}
    </>
  );
}

function FrameLine({ text, application }: { text: string; application: boolean }) {
  return (
    <li className={application ? "wrap-anywhere px-2 pl-6" : "wrap-anywhere px-2 pl-6 text-ink-3"}>
      <bdi>{text}</bdi>
    </li>
  );
}
