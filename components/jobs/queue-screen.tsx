"use client";

import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { useRoute } from "@/components/shell/route";
import { JobListScreen } from "./job-list-screen";

export function QueueScreen() {
  const t = useTranslations("jobs.title");
  const names = useTranslations("queues");
  const route = useRoute();
  const queue = route?.kind === "source" ? route.name : null;
  const list = useMemo(() => (queue === null ? null : { queue }), [queue]);
  return <JobListScreen list={list} title={queue === "" ? names("emptyName") : (queue ?? t("queue"))} />;
}
