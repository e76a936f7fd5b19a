"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { useMay } from "@/components/shell/use-live";
import { errorText } from "@/components/ui/states";
import { Notice } from "@/components/ui/status";
import { showToast } from "@/components/ui/toast";
import { useJobAction } from "@/lib/api/mutations/jobs";
import { seenJobKey } from "@/lib/api/queries/jobs";
import type { JobActionRequest, JobActionResult, JobVerb } from "@/lib/domain/action.schema";
import type { JobEntry } from "@/lib/domain/job.schema";
import { ConfirmDialog, MoveDialog, RescheduleDialog } from "./later";
import { summarize } from "./outcomes";
import { useOutcomeToast } from "./use-outcome-toast";
import { isDamaging } from "./verbs";

/** Above this many a selection is confirmed; below, the toast and the trash are enough. */
const CONFIRM_ABOVE = 50;

type Params = Pick<JobActionRequest, "atMs" | "queue" | "ignoreLock" | "withoutUndo">;
type Asked = { kind: "confirm" | "params"; verb: JobVerb; refs: readonly string[]; params: Params; batched: number };

export interface JobVerbs {
  run: (verb: JobVerb, jobs: readonly JobEntry[]) => void;
  pending: boolean;
  /** Goes once beside the list. */
  dialogs: ReactNode;
}

/**
 * Runs a verb on the entries named when it was asked for: a live list cannot change what a dialog acts on.
 * One job needs no question, up to fifty a toast, more a dialog; what it means for a batch is said first.
 */
export function useJobVerbs(source: string, onResult: (verb: JobVerb, result: JobActionResult) => void): JobVerbs {
  const t = useTranslations("jobs");
  const errors = useTranslations("errors");
  const client = useQueryClient();
  const action = useJobAction(source);
  const toast = useOutcomeToast(source);
  const [asked, setAsked] = useState<Asked | null>(null);
  const mayPurge = useMay("trash.purge");
  const [noRoom, setNoRoom] = useState<readonly string[] | null>(null);
  const [locked, setLocked] = useState<{ verb: JobVerb; refs: readonly string[] } | null>(null);

  const send = async (verb: JobVerb, refs: readonly string[], params: Params) => {
    const result = await action.mutateAsync({ action: verb, refs: [...refs], ...params });
    onResult(verb, result);
    toast(verb, result, params.queue ?? null);
    const { lockHeld, noRoom: kept } = summarize(result);
    if (kept.length > 0 && verb === "delete" && mayPurge) setNoRoom(kept);
    if (lockHeld.length > 0 && (verb === "retry" || verb === "run_now")) setLocked({ verb, refs: lockHeld });
  };
  const sendNow = (verb: JobVerb, refs: readonly string[], params: Params) => {
    send(verb, refs, params).catch((error) => showToast({ title: errorText(errors, error), level: "bad" }));
  };
  const run = (verb: JobVerb, jobs: readonly JobEntry[]) => {
    if (jobs.length === 0 || action.isPending) return;
    for (const job of jobs) if (job.jid !== null) client.setQueryData(seenJobKey(source, job.jid), job);
    const refs = jobs.map((job) => job.ref);
    const batched = jobs.filter(({ batchId }) => batchId !== null).length;
    const asks = refs.length > CONFIRM_ABOVE || batched > 0;
    if (verb === "reschedule" || verb === "move") setAsked({ kind: "params", verb, refs, params: {}, batched });
    else if (asks) setAsked({ kind: "confirm", verb, refs, params: {}, batched });
    else sendNow(verb, refs, {});
  };
  const close = () => setAsked(null);
  const count = asked?.refs.length ?? 0;
  const submit = (params: Params) => (asked === null ? Promise.resolve() : send(asked.verb, asked.refs, params));

  return {
    run,
    pending: action.isPending,
    dialogs: (
      <>
        {asked?.kind === "confirm" ? (
          <ConfirmDialog
            open
            onOpenChange={close}
            title={t(`confirm.selectedTitle.${asked.verb}`, { count })}
            confirmLabel={t(`confirm.selectedTitle.${asked.verb}`, { count })}
            tone={isDamaging(asked.verb) ? "danger" : "accent"}
            onConfirm={() => submit({})}
          >
            <p>{t(`confirm.selectedBody.${asked.verb}`, { count })}</p>
            {asked.batched === 0 ? null : (
              <Notice level="warn">
                {t(isDamaging(asked.verb) ? "confirm.batchedGone" : "confirm.batchedRetry", {
                  count: asked.batched,
                  total: count,
                })}
              </Notice>
            )}
          </ConfirmDialog>
        ) : null}
        {asked?.kind === "params" && asked.verb === "reschedule" ? (
          <RescheduleDialog count={count} onClose={close} onSubmit={(atMs) => submit({ atMs })} />
        ) : null}
        {asked?.kind === "params" && asked.verb === "move" ? (
          <MoveDialog source={source} count={count} onClose={close} onSubmit={(queue) => submit({ queue })} />
        ) : null}
        {noRoom === null ? null : (
          <ConfirmDialog
            open
            onOpenChange={() => setNoRoom(null)}
            title={t("noRoom.title")}
            confirmLabel={t("noRoom.confirm", { count: noRoom.length })}
            tone="danger"
            typed={String(noRoom.length)}
            onConfirm={() => send("delete", noRoom, { withoutUndo: true })}
          >
            <p>{t("noRoom.body", { count: noRoom.length })}</p>
          </ConfirmDialog>
        )}
        {locked === null ? null : (
          <ConfirmDialog
            open
            onOpenChange={() => setLocked(null)}
            title={t("lock.title")}
            confirmLabel={t("lock.confirm", { count: locked.refs.length })}
            onConfirm={() => send(locked.verb, locked.refs, { ignoreLock: true })}
          >
            <p>{t("lock.body", { count: locked.refs.length })}</p>
          </ConfirmDialog>
        )}
      </>
    ),
  };
}
