"use client";

import { useTranslations } from "next-intl";
import { useCallback } from "react";
import { paths } from "@/components/shell/route";
import { errorText } from "@/components/ui/states";
import { showToast } from "@/components/ui/toast";
import { ApiError } from "@/lib/api/client";
import { useTakeBack } from "@/lib/api/mutations/take-back";

/** Takes back what a verb did to `count` jobs, and says how many are where they were and how many have left. */
export function useTakeBackToast(source: string): (operation: string, count: number) => Promise<void> {
  const t = useTranslations("jobs.takeBack");
  const errors = useTranslations("errors");
  const { mutateAsync: takeBack } = useTakeBack(source);
  return useCallback(
    async (operation, count) => {
      try {
        const { id, state, error, done, refused } = await takeBack(operation);
        const link = { label: t("details"), href: paths.operation(source, id) };
        if (state === "failed") throw new ApiError(0, { code: error ?? "internal" });
        if (state !== "done" && state !== "cancelled") {
          showToast({ title: t("goesOn"), level: "info", link });
          return;
        }
        const left = count - done - refused;
        const lines = [
          done === 0 ? null : t("done", { count: done }),
          left <= 0 ? null : t("left", { count: left }),
          refused === 0 ? null : t("refused", { count: refused }),
        ].filter((line) => line !== null);
        const [title = t("nothing"), ...rest] = lines;
        showToast({
          title,
          body: rest.join(" · "),
          level: done === count ? "good" : "warn",
          ...(done === 0 ? {} : { link }),
        });
      } catch (error) {
        showToast({ title: errorText(errors, error), level: "bad" });
      }
    },
    [takeBack, source, t, errors],
  );
}
