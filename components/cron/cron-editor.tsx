"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { Button } from "@/components/ui/button";
import { CheckboxField } from "@/components/ui/checkbox";
import { Drawer } from "@/components/ui/dialog";
import { TextField } from "@/components/ui/field";
import { Segmented } from "@/components/ui/segmented";
import { Select } from "@/components/ui/select";
import { ErrorPanel } from "@/components/ui/states";
import { Notice } from "@/components/ui/status";
import { createCron, editCron } from "@/lib/api/mutations/cron";
import type { CronEntry, CronSchedule } from "@/lib/domain/cron.schema";
import { type CronDraft, changesOf, draftOf, isReadable, KINDS, requestOf, withZone, zoneIn } from "./draft";
import { SchedulePreview } from "./schedule-preview";
import { isArray, JsonArea } from "./text-area";
import type { CronActions } from "./use-cron-actions";
import { zoneNames } from "./zones";

const WORKER = "-";

/** What each kind of schedule looks like: sidekiq-scheduler reads no natural language. */
function hintOf({ scheduler, kind }: CronDraft) {
  if (kind === "cron") return scheduler === "sidekiq-cron" ? "scheduleHint" : "cronHint";
  return kind === "at" ? "atHint" : "durationHint";
}

/** A new entry, or an entry's definition; the next times are there while the schedule is typed. */
export function CronEditor({
  source,
  entry,
  actions,
  zone,
  onClose,
}: {
  source: string;
  entry: CronEntry | null;
  actions: CronActions;
  zone: string;
  onClose: () => void;
}) {
  const t = useTranslations("cron.editor");
  const [draft, setDraft] = useState<CronDraft>(() => draftOf(entry));
  const [pending, setPending] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const set = (change: Partial<CronDraft>) => setDraft((before) => ({ ...before, ...change }));
  const schedule: CronSchedule = { kind: draft.kind, text: draft.text.trim() };
  const readable = isReadable(draft.scheduler, schedule);
  const argsFine = draft.argsHidden || isArray(draft.args);
  const ready = readable && argsFine && draft.name.trim() !== "" && draft.class.trim() !== "";
  const zoneNow = zoneIn(draft);

  const save = async () => {
    setPending(true);
    setError(null);
    try {
      const name = draft.name.trim();
      const words = entry === null ? "created" : "saved";
      const result =
        entry === null
          ? await createCron(source, requestOf(draft))
          : await editCron(source, entry.id, { version: entry.version, ...changesOf(draft, entry) });
      await actions.again();
      if (actions.tell(name, result, actions.words(words, name))) onClose();
    } catch (thrown) {
      setError(thrown);
    } finally {
      setPending(false);
    }
  };

  return (
    <Drawer
      open
      onOpenChange={(open) => open || onClose()}
      title={entry === null ? t("titleNew") : t("title", { name: entry.name })}
      footer={
        <>
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button tone="accent" disabled={!ready} pending={pending} onClick={() => void save()}>
            {t(entry === null ? "create" : "save")}
          </Button>
        </>
      }
    >
      <form
        className="grid grid-cols-[minmax(0,1fr)] gap-4"
        onSubmit={(event) => {
          event.preventDefault();
          if (ready && !pending) void save();
        }}
      >
        {entry?.declared === "code" ? <Notice level="warn">{t("code")}</Notice> : null}
        {draft.scheduler === "sidekiq-scheduler" ? <Notice level="warn">{t("dynamic")}</Notice> : null}
        {entry === null ? (
          <>
            <Segmented
              label={t("scheduler")}
              value={draft.scheduler}
              options={[
                { value: "sidekiq-cron", label: "sidekiq-cron" },
                { value: "sidekiq-scheduler", label: "sidekiq-scheduler" },
              ]}
              onChange={(scheduler) => set({ scheduler, kind: "cron" })}
            />
            <TextField
              label={t("name")}
              value={draft.name}
              onChange={(event) => set({ name: event.target.value })}
              autoFocus
            />
            {draft.scheduler === "sidekiq-cron" ? (
              <TextField
                label={t("namespace")}
                value={draft.namespace}
                onChange={(event) => set({ namespace: event.target.value })}
                hint={t("namespaceHint", { default: "default" })}
              />
            ) : null}
          </>
        ) : null}
        <div className="grid grid-cols-[minmax(0,1fr)] gap-2">
          {draft.scheduler === "sidekiq-scheduler" ? (
            <Segmented
              label={t("kind")}
              value={draft.kind}
              options={KINDS.map((value) => ({ value, label: t(`kinds.${value}`) }))}
              onChange={(kind) => set({ kind })}
            />
          ) : null}
          <div className="grid grid-cols-[minmax(0,1fr)_11rem] items-start gap-3 phone:grid-cols-[minmax(0,1fr)]">
            <TextField
              label={t("schedule")}
              mono
              value={draft.text}
              onChange={(event) => set({ text: event.target.value })}
              error={readable || draft.text.trim() === "" ? null : t("scheduleBad")}
              hint={t(hintOf(draft))}
              autoComplete="off"
              spellCheck={false}
            />
            {draft.kind === "cron" ? (
              <Select
                label={t("zone")}
                value={zoneNow ?? WORKER}
                options={[
                  { value: WORKER, label: t("zoneWorker") },
                  ...[...new Set([...(zoneNow === null ? [] : [zoneNow]), ...zoneNames()])].map((value) => ({
                    value,
                    label: value.replaceAll("_", " "),
                  })),
                ]}
                onChange={(value) => set({ text: withZone(draft, value === WORKER ? null : value) })}
              />
            ) : null}
          </div>
          <SchedulePreview
            scheduler={draft.scheduler}
            schedule={schedule}
            zone={zone}
            anchorMs={entry?.nextRunMs ?? null}
          />
        </div>
        <div className="grid grid-cols-2 gap-3 phone:grid-cols-1">
          <TextField
            label={t("class")}
            mono
            value={draft.class}
            onChange={(event) => set({ class: event.target.value })}
          />
          <TextField label={t("queue")} value={draft.queue} onChange={(event) => set({ queue: event.target.value })} />
        </div>
        {draft.argsHidden ? (
          <p className="text-ink-2 text-small">{t("argsHidden")}</p>
        ) : (
          <JsonArea
            label={t("args")}
            value={draft.args}
            error={argsFine ? null : t("argsBad")}
            onChange={(args) => set({ args })}
          />
        )}
        <TextField
          label={t("description")}
          value={draft.description}
          onChange={(event) => set({ description: event.target.value })}
        />
        {draft.scheduler === "sidekiq-cron" ? (
          <CheckboxField
            label={t("activeJob")}
            checked={draft.activeJob}
            onChange={(activeJob) => set({ activeJob })}
          />
        ) : null}
        {entry === null ? (
          <CheckboxField label={t("enabled")} checked={draft.enabled} onChange={(enabled) => set({ enabled })} />
        ) : null}
        {error === null ? null : <ErrorPanel error={error} />}
        <button type="submit" className="sr-only" tabIndex={-1} aria-hidden="true">
          {t("save")}
        </button>
      </form>
    </Drawer>
  );
}
