"use client";

import { useTranslations } from "next-intl";
import { Suspense } from "react";
import { NewJobButton } from "@/components/editor/new-job-dialog";
import { PageHeader } from "@/components/shell/page-header";
import { useSource } from "@/components/shell/route";
import { Skeleton } from "@/components/ui/states";
import { QueueTable } from "./queue-table";

export function QueuesScreen() {
  const t = useTranslations("shell.section");
  const source = useSource();
  return (
    <>
      <PageHeader title={t("queues")}>{source === null ? null : <NewJobButton source={source} />}</PageHeader>
      <Suspense fallback={<Skeleton className="h-90" />}>
        {source === null ? <Skeleton className="h-90" /> : <QueueTable source={source} />}
      </Suspense>
    </>
  );
}
