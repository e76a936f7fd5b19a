"use client";

import { useTranslations } from "next-intl";
import { useCallback } from "react";
import { isolate } from "@/components/jobs/isolate";
import { paths } from "@/components/shell/route";
import { showToast } from "@/components/ui/toast";
import type { MadeJob } from "@/lib/domain/job-edit.schema";

/** Says what came of making a job, with the way to it. */
export function useMadeToast(source: string) {
  const t = useTranslations("editor.outcome");
  const reasons = useTranslations("jobs.reason");
  return useCallback(
    (made: MadeJob) => {
      if (made.status === "gone") return showToast({ title: t("gone"), level: "warn" });
      if (made.status === "refused") {
        return showToast({
          title: t("refused", { reason: made.reason === null ? "" : reasons(made.reason) }),
          level: "bad",
        });
      }
      const link = made.jid === null ? {} : { link: { label: t("follow"), href: paths.job(source, made.jid) } };
      if (made.status === "unknown") return showToast({ title: t("unknown"), level: "bad", ...link });
      showToast({
        title:
          made.destination === "scheduled" ? t("scheduled") : t("queued", { queue: isolate(made.destination ?? "?") }),
        ...(made.trashBatch !== null && { body: t("trashed") }),
        ...link,
      });
    },
    [source, t, reasons],
  );
}
