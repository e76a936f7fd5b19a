"use client";

import { useTranslations } from "next-intl";
import { JobListScreen } from "./job-list-screen";

const LIST = { set: "dead" } as const;

export function DeadScreen() {
  const t = useTranslations("jobs.title");
  return <JobListScreen list={LIST} title={t("dead")} />;
}
