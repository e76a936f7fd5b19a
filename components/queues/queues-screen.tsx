"use client";

import { useTranslations } from "next-intl";
import { NewJobButton } from "@/components/editor/new-job-dialog";
import { PageHeader } from "@/components/shell/page-header";
import { useSource } from "@/components/shell/route";
import { SourceBody } from "@/components/shell/source-body";
import { QueueTable } from "./queue-table";

export function QueuesScreen() {
  const t = useTranslations("shell.section");
  const source = useSource();
  return (
    <>
      <PageHeader title={t("queues")}>{source === null ? null : <NewJobButton source={source} />}</PageHeader>
      <SourceBody>{(there) => <QueueTable source={there} />}</SourceBody>
    </>
  );
}
