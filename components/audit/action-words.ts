"use client";

import { useTranslations } from "next-intl";
import { useCallback } from "react";

/** What was done, in words, from the code of the record ("job.retry", "operation.done.kill"); unknown codes as they are. */
export function useActionWords(): (code: string) => string {
  const t = useTranslations("audit");
  return useCallback(
    (code) => {
      const [kind, state, verb] = code.split(".");
      if (kind === "operation" && state !== undefined && verb !== undefined) {
        return t("operation", { state, verb: t("did", { code: `job_${verb}`, raw: verb }) });
      }
      return t("did", { code: code.replaceAll(".", "_"), raw: code });
    },
    [t],
  );
}
