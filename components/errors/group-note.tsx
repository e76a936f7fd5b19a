"use client";

import { useTranslations } from "next-intl";
import { useId, useState } from "react";
import { Section } from "@/components/jobs/section";
import { useMay } from "@/components/shell/use-live";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { inputClass, TextField } from "@/components/ui/field";
import { ErrorPanel } from "@/components/ui/states";
import { TimeAgo } from "@/components/ui/time-ago";
import { showToast } from "@/components/ui/toast";
import { useMarkError } from "@/lib/api/mutations/errors";
import type { ErrorGroup } from "@/lib/domain/error.schema";

/** What people left for those who meet this error next, and where its runbook is. */
export function GroupNote({ group }: { group: ErrorGroup }) {
  const t = useTranslations("causes.actions");
  const may = useMay("errors.mark");
  const [editing, setEditing] = useState(false);
  const { note, runbook, by, atMs } = group.state;
  if (!may && note === "" && runbook === "") return null;
  return (
    <Section
      title={t("note")}
      aside={
        may ? (
          <Button size="small" tone="link" onClick={() => setEditing(true)}>
            {t("edit")}
          </Button>
        ) : undefined
      }
    >
      {note === "" ? null : <p className="whitespace-pre-wrap wrap-anywhere">{note}</p>}
      {/^https?:\/\//.test(runbook) ? (
        <p className="truncate">
          <a href={runbook} target="_blank" rel="noreferrer noopener" className="text-accent hover:underline">
            {t("openRunbook")}
          </a>{" "}
          <span className="text-ink-3 text-small">{runbook}</span>
        </p>
      ) : null}
      {by === null ? null : (
        <p className="text-ink-3 text-small">
          {by} · <TimeAgo atMs={atMs} />
        </p>
      )}
      {editing ? <NoteDialog group={group} onClose={() => setEditing(false)} /> : null}
    </Section>
  );
}

function NoteDialog({ group, onClose }: { group: ErrorGroup; onClose: () => void }) {
  const t = useTranslations("causes.actions");
  const id = useId();
  const mark = useMarkError(group.source, group.id);
  const [note, setNote] = useState(group.state.note);
  const [runbook, setRunbook] = useState(group.state.runbook);
  const save = () =>
    mark.mutate(
      { note, runbook: runbook.trim() },
      {
        onSuccess: () => {
          showToast({ title: t("done.kept") });
          onClose();
        },
      },
    );
  return (
    <Dialog
      open
      onOpenChange={(open) => {
        if (!open) onClose();
      }}
      title={t("edit")}
      footer={
        <>
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button tone="accent" pending={mark.isPending} onClick={save}>
            {t("save")}
          </Button>
        </>
      }
    >
      <div className="grid gap-3">
        <div className="grid gap-1">
          <label htmlFor={id} className="text-ink-2 text-small">
            {t("note")}
          </label>
          <textarea
            id={id}
            rows={5}
            maxLength={2_000}
            value={note}
            onChange={(event) => setNote(event.target.value)}
            className={`${inputClass} h-auto py-1`}
          />
        </div>
        <TextField
          label={t("runbook")}
          hint={t("runbookHint")}
          value={runbook}
          maxLength={500}
          inputMode="url"
          onChange={(event) => setRunbook(event.target.value)}
        />
        {mark.error === null ? null : <ErrorPanel error={mark.error} />}
      </div>
    </Dialog>
  );
}
