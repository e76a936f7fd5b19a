"use client";

import { useQueryClient } from "@tanstack/react-query";
import { useTranslations } from "next-intl";
import { useEffect, useRef, useState } from "react";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { showToast } from "@/components/ui/toast";
import { postLines } from "@/lib/api/json-lines";
import { keys } from "@/lib/api/keys";
import type { LockKind, LockSweep } from "@/lib/domain/lock.schema";
import { CheckProgress } from "./check-progress";

/** After the dry run: checks once more and lets go what is still orphaned. Closing it stops the rest. */
export function SweepDialog({
  source,
  kind,
  expected,
  onClose,
  onReleased,
}: {
  source: string;
  kind: LockKind;
  expected: number;
  onClose: () => void;
  onReleased: () => void;
}) {
  const t = useTranslations("locks");
  const client = useQueryClient();
  const [step, setStep] = useState<LockSweep | null>(null);
  const leaving = useRef(new AbortController());
  useEffect(() => () => leaving.current.abort(), []);
  const sweep = async () => {
    leaving.current = new AbortController();
    let last: LockSweep | null = null;
    const hear = (heard: LockSweep) => {
      last = heard;
      setStep((before) => ({ ...heard, check: heard.check ?? before?.check ?? null }));
    };
    try {
      await postLines(`/${source}/locks/release-orphaned`, { kind, expected }, hear, leaving.current.signal);
    } finally {
      await client.invalidateQueries({ queryKey: keys.locks(source) });
    }
    tellOf(last);
    onReleased();
  };
  const tellOf = (last: LockSweep | null) => {
    if (last === null) return;
    const others = last.gone + last.changed + last.refused;
    showToast({
      title: t("done", { released: last.released }),
      level: others === 0 ? "good" : "warn",
      ...(others === 0 ? {} : { body: t("partly", { gone: last.gone, changed: last.changed, refused: last.refused }) }),
    });
  };
  return (
    <ConfirmDialog
      open
      onOpenChange={onClose}
      title={t("dialog.title", { count: expected })}
      confirmLabel={t("dialog.confirm", { count: expected })}
      onConfirm={sweep}
    >
      <p className="font-strong text-ink">{t("dialog.expected", { count: expected })}</p>
      <p>{t("dialog.sweep", { count: expected })}</p>
      <p>{t("dialog.what")}</p>
      <p>{t("dialog.guard")}</p>
      {step === null ? null : (
        <div>
          <CheckProgress step={step.check} running={!step.done} />
          <p>{t("dialog.sweeping", { released: step.released })}</p>
        </div>
      )}
    </ConfirmDialog>
  );
}
