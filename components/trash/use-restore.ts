"use client";

import { useTranslations } from "next-intl";
import { useState } from "react";
import { errorText } from "@/components/ui/states";
import { showToast } from "@/components/ui/toast";
import { useRestoreBatch } from "@/lib/api/mutations/trash";
import type { TrashBatch } from "@/lib/domain/trash.schema";

/** Puts a batch back and says what came of it; `progress` while it goes on. */
export function useRestore(source: string) {
  const t = useTranslations("trash");
  const errors = useTranslations("errors");
  const [progress, setProgress] = useState<{ id: string; restored: number } | null>(null);
  const { mutateAsync } = useRestoreBatch(source, (sofar) =>
    setProgress((before) => (before === null ? null : { ...before, restored: sofar.restored })),
  );
  const restore = async (batch: TrashBatch) => {
    setProgress({ id: batch.id, restored: 0 });
    try {
      const result = await mutateAsync(batch.id);
      const whole = result.gone + result.refused + result.left === 0;
      showToast({
        title: t("restored", { restored: result.restored }),
        level: whole ? "good" : "warn",
        ...(whole ? {} : { body: t("partly", result) }),
      });
    } catch (error) {
      showToast({ title: errorText(errors, error), level: "bad" });
    } finally {
      setProgress(null);
    }
  };
  return { restore: (batch: TrashBatch) => void restore(batch), progress };
}
