"use client";

import { useTranslations } from "next-intl";
import { JobListScreen } from "./job-list-screen";

const LIST = { set: "retry" } as const;

export function RetriesScreen() {
  const t = useTranslations("jobs.title");
  return <JobListScreen list={LIST} title={t("retry")} />;
}
