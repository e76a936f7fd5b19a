"use client";

import { useQuery } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { ErrorPanel } from "@/components/ui/states";
import { editableQuery } from "@/lib/api/queries/jobs";
import type { EditableJob } from "@/lib/domain/job-edit.schema";
import { MakeJobForm } from "./make-job-form";

/** edit: in the place of the entry or beside it, with other arguments · duplicate: the same again · enqueue: another like it */
export type MakeMode = "edit" | "duplicate" | "enqueue";

/** A new job made from one entry, as the entry is when this opens. */
export function MakeJobDialog({
  source,
  jobRef,
  mode,
  onClose,
}: {
  source: string;
  jobRef: string;
  mode: MakeMode;
  onClose: () => void;
}) {
  const t = useTranslations("editor");
  const row = useTranslations("jobs.row");
  const query = useQuery(editableQuery(source, jobRef));
  const [opened, setOpened] = useState<EditableJob | null>(null);
  // What a person edits does not change under them.
  if (opened === null && query.data !== undefined) setOpened(query.data);
  const title = t(`title.${mode}`, { class: opened?.class ?? row("noClass") });
  if (opened !== null) return <MakeJobForm job={opened} source={source} mode={mode} title={title} onClose={onClose} />;
  // Until it is here nothing opens: a window in between would take the focus with it when it goes.
  if (query.error === null) return null;
  return (
    <Dialog open onOpenChange={onClose} title={title} wide footer={<Button onClick={onClose}>{t("cancel")}</Button>}>
      <ErrorPanel error={query.error} onRetry={query.refetch} />
    </Dialog>
  );
}
