"use client";

import { useTranslations } from "next-intl";
import { JobListScreen } from "./job-list-screen";

const LIST = { set: "scheduled" } as const;

export function ScheduledScreen() {
  const t = useTranslations("jobs.title");
  return <JobListScreen list={LIST} title={t("scheduled")} />;
}
