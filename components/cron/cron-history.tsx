"use client";

import { useTranslations } from "next-intl";
import { paths } from "@/components/shell/route";
import { Status } from "@/components/ui/status";
import { TextLink } from "@/components/ui/text-link";
import { TimeAgo } from "@/components/ui/time-ago";
import type { CronEntry, CronRun } from "@/lib/domain/cron.schema";

/** The last runs, newest first, each with its job and what became of it. */
export function CronHistory({ source, entry }: { source: string; entry: CronEntry }) {
  const t = useTranslations("cron");
  if (entry.runs.length === 0) return <p className="text-ink-3">{t("drawer.noHistory")}</p>;
  return (
    <ol className="grid gap-1" aria-label={t("drawer.history")}>
      {entry.runs.map((run, index) => (
        <li
          // biome-ignore lint/suspicious/noArrayIndexKey: two runs may share time and job
          key={`${run.atMs}-${index}`}
          className="grid grid-cols-[7rem_minmax(0,1fr)_minmax(0,1fr)] items-center gap-x-3 phone:grid-cols-[4.5rem_minmax(0,1fr)]"
        >
          <TimeAgo atMs={run.atMs} style="short" />
          <Status level={levelOf(run)}>{t(`run.${run.kind}`)}</Status>
          <span className="min-w-0 truncate phone:col-start-2 phone:empty:hidden" data-tip="">
            {run.jid !== null ? (
              <TextLink href={paths.job(source, run.jid)}>
                {run.became === null ? t("drawer.onPage") : t(`became.${run.became}`)}
              </TextLink>
            ) : run.kind === "missed" ? null : (
              <span className="text-ink-3" data-tip={t("drawer.unseenTip")}>
                {t("drawer.unseen")}
              </span>
            )}
            {run.matched ? (
              <span className="text-ink-3" data-tip={t("drawer.matchedTip")}>
                {" "}
                {t("drawer.matched")}
              </span>
            ) : null}
          </span>
        </li>
      ))}
    </ol>
  );
}

function levelOf({ kind, became }: CronRun): "good" | "warn" | "bad" | "idle" | "info" {
  if (kind === "missed" || became === "dead") return "bad";
  if (kind === "late" || kind === "double" || kind === "overlap" || became === "retry") return "warn";
  return kind === "on_time" ? "good" : "idle";
}
