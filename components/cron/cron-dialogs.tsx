"use client";

import { useTranslations } from "next-intl";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Notice } from "@/components/ui/status";
import type { CronEntry } from "@/lib/domain/cron.schema";
import { CronEditor } from "./cron-editor";
import { type EntriesQuestion, onlyEntry } from "./entries-question";
import { RunDialog } from "./run-dialog";
import type { CronActions } from "./use-cron-actions";

export type CronQuestion =
  | { kind: "create" }
  | { kind: "edit"; entry: CronEntry }
  | { kind: "run" | "delete"; entries: readonly CronEntry[] };

/** What is asked before entries change. The entries are those that were looked at: another's change is refused. */
export function CronDialogs({
  source,
  question,
  actions,
  zone,
  onClose,
  onDone,
}: {
  source: string;
  question: CronQuestion | null;
  actions: CronActions;
  zone: string;
  onClose: () => void;
  onDone: () => void;
}) {
  if (question === null) return null;
  switch (question.kind) {
    case "create":
      return <CronEditor source={source} entry={null} actions={actions} zone={zone} onClose={onClose} />;
    case "edit":
      return <CronEditor source={source} entry={question.entry} actions={actions} zone={zone} onClose={onClose} />;
    case "run":
      return <RunDialog entries={question.entries} actions={actions} onClose={onClose} onDone={onDone} />;
    default:
      return <DeleteDialog entries={question.entries} actions={actions} onClose={onClose} onDone={onDone} />;
  }
}

function DeleteDialog({ entries, actions, onClose, onDone }: EntriesQuestion) {
  const t = useTranslations("cron");
  const count = entries.length;
  const single = onlyEntry(entries);
  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => open || onClose()}
      tone="danger"
      title={single ? t("deleteTitle", { name: single.name }) : t("deleteTitleMany", { count })}
      confirmLabel={t("deleteConfirm", { count })}
      onConfirm={async () => {
        if (single) await actions.remove(single);
        else await actions.bulk("delete", entries);
        onDone();
      }}
    >
      <p>{t("deleteBody")}</p>
      {entries.some(({ declared }) => declared === "code") ? <Notice level="warn">{t("deleteCode")}</Notice> : null}
    </ConfirmDialog>
  );
}
