"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { PageHeader } from "@/components/shell/page-header";
import { useRoute } from "@/components/shell/route";
import { seenJobKey } from "@/lib/api/queries/jobs";
import type { JobEntry } from "@/lib/domain/job.schema";
import { FollowedJob } from "./followed-job";

export function JobScreen() {
  const t = useTranslations("jobs.title");
  const client = useQueryClient();
  const route = useRoute();
  if (route?.kind !== "source" || route.name === null) return <PageHeader title={t("job")} />;
  const seen = client.getQueryData<JobEntry>(seenJobKey(route.source, route.name)) ?? null;
  return <FollowedJob key={route.name} source={route.source} id={route.name} seen={seen} />;
}
