"use client";

import { useTranslations } from "next-intl";
import { useCallback } from "react";
import { type Level, Status } from "@/components/ui/status";
import type { LockVerdict } from "@/lib/domain/lock.schema";

const LEVEL: Record<LockVerdict["verdict"], Level> = { live: "good", orphaned: "warn", unknown: "idle" };

/** The evidence of a verdict as a sentence. */
export function useEvidence(): (verdict: LockVerdict) => string {
  const t = useTranslations("locks.evidence");
  return useCallback(
    (verdict) => {
      const place = verdict.place ?? "none";
      const queue = place.startsWith("queue:") ? place.slice("queue:".length) : place;
      return t(verdict.evidence, { place, queue, missing: verdict.missing.join(", ") });
    },
    [t],
  );
}

/** One or two words, with the evidence on hover. */
export function VerdictText({ verdict }: { verdict: LockVerdict | undefined }) {
  const t = useTranslations("locks");
  const evidence = useEvidence();
  if (verdict === undefined) return <span className="text-ink-3">{t("unchecked")}</span>;
  return (
    <span data-tip={evidence(verdict)}>
      <Status level={LEVEL[verdict.verdict]}>{t(`verdict.${verdict.verdict}`)}</Status>
    </span>
  );
}
