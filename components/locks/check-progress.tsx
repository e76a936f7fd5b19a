"use client";

import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { Status } from "@/components/ui/status";
import type { LockCheck } from "@/lib/domain/lock.schema";

/** Which part of a check is under way, how far, and what it found so far. */
export function CheckProgress({
  step,
  running,
  stopped = false,
  onStop,
}: {
  step: LockCheck | null;
  running: boolean;
  stopped?: boolean;
  onStop?: () => void;
}) {
  const t = useTranslations("locks");
  if (step === null && !running) return null;
  const phase = step?.phase ?? "jobs";
  const byLocks = phase === "locks";
  const looked = byLocks ? (step?.lookedLocks ?? 0) : (step?.lookedJobs ?? 0);
  const total = Math.max(looked, byLocks ? (step?.totalLocks ?? 0) : (step?.totalJobs ?? 0));
  // Nothing is called orphaned before the second look: until then a zero would say too much.
  const concluded = phase === "done" || (step?.counts.orphaned ?? 0) > 0;
  return (
    <output className="flex min-h-7 min-w-0 flex-wrap items-center gap-x-3 gap-y-1">
      <span className="min-w-0">{stopped ? t("stopped") : t(`phase.${phase}`, { looked, total })}</span>
      {stopped || !step || !concluded ? null : <span className="text-ink-2">{t("counts", step.counts)}</span>}
      {running && step?.waits ? <Status level="warn">{t("waits")}</Status> : null}
      {running && onStop ? (
        <Button size="small" onClick={onStop}>
          {t("stop")}
        </Button>
      ) : null}
    </output>
  );
}
