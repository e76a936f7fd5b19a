"use client";

import { useTranslations } from "next-intl";
import { type ReactNode, useId, useState } from "react";
import { Button } from "@/components/ui/button";
import { Dialog } from "@/components/ui/dialog";
import { TextField } from "@/components/ui/field";
import { Segmented } from "@/components/ui/segmented";
import { ErrorPanel } from "@/components/ui/states";
import { Notice } from "@/components/ui/status";
import { ApiError } from "@/lib/api/client";
import { makeToken, useMakeJob } from "@/lib/api/mutations/jobs";
import type { EditableJob } from "@/lib/domain/job-edit.schema";
import { positionOf } from "@/lib/domain/json/position";
import { faultOf, maskedCount, sameTokens, type TextFault, tidied } from "./check-text";
import { Diff } from "./diff";
import { JsonEditor } from "./json-editor";
import type { MakeMode } from "./make-job-dialog";
import { Marks } from "./marks";
import { useMadeToast } from "./use-made-toast";
import { atMsOf, inAnHour, WhenField } from "./when-field";

/** The form: arguments with what changes, when, and what becomes of the original. */
export function MakeJobForm({
  job,
  source,
  mode,
  title,
  onClose,
}: {
  job: EditableJob;
  source: string;
  mode: MakeMode;
  title: string;
  onClose: () => void;
}) {
  const t = useTranslations("editor");
  const make = useMakeJob(source);
  const toast = useMadeToast(source);
  const original = job.text ?? "[]";
  const editing = mode !== "duplicate" && job.text !== null;
  const [text, setText] = useState(original);
  const [when, setWhen] = useState(inAnHour);
  const [keep, setKeep] = useState<"keep" | "trash">(job.running ? "keep" : "trash");
  const [queue, setQueue] = useState("");
  const [reason, setReason] = useState("");
  const [refused, setRefused] = useState<(TextFault & { text: string }) | null>(null);
  const [token, setToken] = useState(makeToken);

  const fault = editing ? (faultOf(original, text, job.form) ?? (refused?.text === text ? refused : null)) : null;
  const place = fault === null ? null : positionOf(text, fault.at);
  const changed = editing && !sameTokens(original, text);
  const atMs = atMsOf(when);
  const ready = fault === null && !Number.isNaN(atMs ?? 0) && (mode !== "edit" || editing);
  const later = atMs === null ? "" : "Later";

  const submit = async () => {
    if (!ready || make.isPending) return;
    const shared = { ref: job.ref, token, ...(atMs !== null && { atMs }), ...(reason !== "" && { reason }) };
    try {
      const made = await make.mutateAsync(
        mode === "edit"
          ? { replace: { ...shared, text, original: keep } }
          : { enqueue: { ...shared, text: changed ? text : null, queue: queue === "" ? null : queue } },
      );
      toast(made);
      if (made.status === "done") onClose();
      else setToken(makeToken());
    } catch (error) {
      const { fault: code, at } = error instanceof ApiError ? error.params : {};
      if (typeof code === "string" && typeof at === "number") setRefused({ code: code as TextFault["code"], at, text });
    }
  };
  const otherError = make.error !== null && refused?.text !== text ? make.error : null;

  return (
    <Dialog
      open
      onOpenChange={onClose}
      title={title}
      wide
      footer={
        <>
          <Button onClick={onClose}>{t("cancel")}</Button>
          <Button tone="accent" disabled={!ready} pending={make.isPending} onClick={submit}>
            {t(`submit.${mode}${later}`)}
          </Button>
        </>
      }
    >
      <div className="grid grid-cols-[minmax(0,1fr)] gap-4">
        {job.refusal !== null && mode !== "duplicate" ? (
          <Notice level="warn">{t(`refusal.${job.refusal}`)}</Notice>
        ) : null}
        {editing ? (
          <div className="grid grid-cols-[minmax(0,1fr)] gap-1">
            <JsonEditor
              label={t(job.form === "plain" ? "arguments" : "argumentsActiveJob")}
              value={text}
              onChange={setText}
              faultLine={place?.line ?? null}
              fault={fault && place ? t("position", { ...place, message: t(`fault.${fault.code}`) }) : null}
            />
            <div className="flex flex-wrap items-center gap-2">
              <Button size="small" disabled={tidied(text) === null} onClick={() => setText(tidied(text) ?? text)}>
                {t("tidy")}
              </Button>
              <Button size="small" disabled={text === original} onClick={() => setText(original)}>
                {t("reset")}
              </Button>
            </div>
            <EditNotes job={job} text={original} />
          </div>
        ) : null}
        {editing ? (
          <Part title={t("diff")}>
            {changed ? (
              <Diff before={original} after={tidied(text) ?? text} />
            ) : (
              <p className="text-ink-3">{t("unchanged")}</p>
            )}
          </Part>
        ) : null}
        <div className="grid items-start gap-4 sm:grid-cols-2">
          {mode !== "edit" ? null : (
            <div className="grid content-start gap-1">
              <span className="text-ink-2 text-small">{t("original")}</span>
              {job.running ? (
                <p>{t("running")}</p>
              ) : (
                <>
                  <div>
                    <Segmented
                      label={t("original")}
                      value={keep}
                      onChange={setKeep}
                      options={[
                        { value: "trash", label: t("trash") },
                        { value: "keep", label: t("keep") },
                      ]}
                    />
                  </div>
                  <p className="text-ink-3 text-small">{t(`${keep}Hint`)}</p>
                </>
              )}
            </div>
          )}
          {mode === "enqueue" ? (
            <TextField
              label={t("queue")}
              value={queue}
              onChange={(event) => setQueue(event.target.value)}
              placeholder={job.queue ?? ""}
              maxLength={500}
              autoComplete="off"
              spellCheck={false}
              mono
              hint={t("queueHint")}
            />
          ) : null}
          <WhenField value={when} onChange={setWhen} />
          <TextField
            label={t("reason")}
            value={reason}
            onChange={(event) => setReason(event.target.value)}
            maxLength={500}
            autoComplete="off"
          />
        </div>
        {job.lock === null ? null : <Notice level="warn">{t("locked", { type: job.lock })}</Notice>}
        {job.batchId === null ? null : <Notice level="warn">{t("batch", { id: job.batchId })}</Notice>}
        <p className="text-ink-3 text-small">{t("newJob")}</p>
        {otherError === null ? null : <ErrorPanel error={otherError} />}
      </div>
    </Dialog>
  );
}

function EditNotes({ job, text }: { job: EditableJob; text: string }) {
  const t = useTranslations("editor");
  const masked = maskedCount(text) - (job.encrypted ? 1 : 0);
  return (
    <div className="grid gap-1 pt-1 text-ink-2 text-small empty:hidden">
      {masked <= 0 ? null : <p>{t("masked", { count: masked })}</p>}
      {job.encrypted ? <p>{t("encrypted")}</p> : null}
      {job.form === "plain" ? null : <Marks />}
      {job.form === "mailer" ? <p>{t("mailer")}</p> : null}
    </div>
  );
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  const id = useId();
  return (
    <section aria-labelledby={id} className="grid min-w-0 gap-1">
      <h3 id={id} className="text-ink-2 text-small">
        {title}
      </h3>
      {children}
    </section>
  );
}
