"use client";

import { useTranslations } from "next-intl";
import { type Level, Status } from "@/components/ui/status";
import type { JobEntry } from "@/lib/domain/job.schema";

/** The one word for where a job is: the same everywhere. */
export function JobWord({ job, before }: { job: JobEntry; before: JobEntry | null }) {
  const t = useTranslations("jobs.word");
  const { kind } = job.place;
  if (kind === "running") return <Status level="info">{t("running")}</Status>;
  if (kind === "dead") return <Status level="bad">{t("dead")}</Status>;
  if (kind === "queue") return <Status level="idle">{t("waiting")}</Status>;
  if (kind === "scheduled" && !job.activeJobRetry) return <Status level="idle">{t("scheduled")}</Status>;
  const again = before !== null && (job.attempts ?? 0) > (before.attempts ?? 0);
  const level: Level = again ? "bad" : "warn";
  return <Status level={level}>{again ? t("failedAgain") : t("waitingForRetry")}</Status>;
}
