"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { CheckboxField } from "@/components/ui/checkbox";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Notice } from "@/components/ui/status";
import { showToast } from "@/components/ui/toast";
import { keys } from "@/lib/api/keys";
import { signalProcesses } from "@/lib/api/mutations/processes";
import type { ProcessActionResult } from "@/lib/domain/action.schema";
import type { ProcessSummary } from "@/lib/domain/process.schema";
import type { SignalTarget } from "./use-signals";

/** Asks before a signal. A queue that would lose its last listener stops it until that is ticked as meant. */
export function SignalDialog({
  source,
  processes,
  verb,
  target,
  onClose,
}: {
  source: string;
  processes: readonly ProcessSummary[];
  verb: "quiet" | "stop";
  target: SignalTarget;
  onClose: () => void;
}) {
  const t = useTranslations("busy");
  const client = useQueryClient();
  const [last, setLast] = useState<readonly string[]>([]);
  const [evenIfLast, setEvenIfLast] = useState(false);
  const { count, name, match } = target;
  const many = count > 1;

  const send = async () => {
    const answer = await signalProcesses(source, verb, { match, expected: count, evenIfLastListener: evenIfLast });
    void client.invalidateQueries({ queryKey: keys.processes(source) });
    const lost = lostQueues(answer);
    if (lost.length > 0) {
      setLast(lost);
      throw new KeepOpen();
    }
    const refused = answer.refused.length;
    showToast({
      level: answer.signalled.length === 0 ? "warn" : "good",
      title: t(verb === "quiet" ? "quieted" : "stopped", { count: answer.signalled.length }),
      ...(refused === 0
        ? {}
        : { body: answer.refused.map((one) => t(`refusal.${one.reason}`, { identity: one.identity })).join("\n") }),
    });
  };

  return (
    <ConfirmDialog
      open
      onOpenChange={(open) => open || onClose()}
      tone={verb === "stop" ? "danger" : "accent"}
      title={t(verb === "quiet" ? "quietTitle" : "stopTitle", { name })}
      confirmLabel={t(verb === "quiet" ? "quietConfirm" : "stopConfirm", { count })}
      {...(many && verb === "stop" ? { typed: name } : {})}
      disabled={last.length > 0 && !evenIfLast}
      keepsOpen={(error) => error instanceof KeepOpen}
      onConfirm={send}
    >
      <p>{t(verb === "quiet" ? "quietBody" : "stopBody", { count, running: runningOf(processes, target) })}</p>
      {last.length === 0 ? null : (
        <>
          <Notice level="bad">{t("lastListener", { queues: last.join(", "), count: last.length })}</Notice>
          <CheckboxField label={t("evenIfLast")} checked={evenIfLast} onChange={setEvenIfLast} />
        </>
      )}
    </ConfirmDialog>
  );
}

/** Thrown to keep the dialog open with what was learnt; it is no failure. */
class KeepOpen extends Error {}

function lostQueues({ refused }: ProcessActionResult): string[] {
  return [...new Set(refused.filter((one) => one.reason === "last_listener").flatMap((one) => one.queues))];
}

function runningOf(processes: readonly ProcessSummary[], { match }: SignalTarget): number {
  return processes
    .filter((process) => {
      if ("identity" in match) return process.identity === match.identity;
      if ("hostname" in match) return process.hostname === match.hostname;
      if ("tag" in match) return process.tag === match.tag;
      return true;
    })
    .reduce((sum, process) => sum + process.busy, 0);
}
