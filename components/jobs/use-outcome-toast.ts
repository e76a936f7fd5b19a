"use client";

import { useTranslations } from "next-intl";
import { useCallback } from "react";
import { paths } from "@/components/shell/route";
import { errorText } from "@/components/ui/states";
import { showToast } from "@/components/ui/toast";
import { useRestoreBatch } from "@/lib/api/mutations/trash";
import type { JobActionResult, JobVerb } from "@/lib/domain/action.schema";
import { isolate } from "./isolate";
import { type OutcomeSummary, summarize } from "./outcomes";
import { useTakeBackToast } from "./use-take-back";

/** Says what came of a verb: what was done and where it went first, then what was not and why. */
export function useOutcomeToast(source: string) {
  const t = useTranslations("jobs.outcome");
  const reason = useTranslations("jobs.reason");
  const errors = useTranslations("errors");
  const { mutateAsync: restore } = useRestoreBatch(source);
  const takeBack = useTakeBackToast(source);

  const undo = useCallback(
    (batch: string) => async () => {
      try {
        const result = await restore(batch);
        const whole = result.gone === 0 && result.refused === 0 && result.left === 0;
        showToast({
          title: whole ? t("undone", { count: result.restored }) : t("undonePartly", result),
          level: whole ? "good" : "warn",
        });
      } catch (error) {
        showToast({ title: errorText(errors, error), level: "bad" });
      }
    },
    [restore, t, errors],
  );

  return useCallback(
    (verb: JobVerb, result: JobActionResult, movedTo: string | null) => {
      const summary = summarize(result);
      const lines = [
        summary.done === 0 ? null : doneLine(t, verb, summary, movedTo),
        summary.gone === 0 ? null : t("gone", { count: summary.gone }),
        ...summary.refused.map((each) =>
          t("refused", { count: each.count, reason: each.reason === null ? "" : reason(each.reason) }),
        ),
        summary.unknown === 0 ? null : t("unknown", { count: summary.unknown }),
      ].filter((line) => line !== null);
      const [title = t("nothing"), ...rest] = lines;
      const { operation, trashBatch } = result;
      const queue = verb === "retry" || verb === "run_now" ? summary.destinations[0] : undefined;
      const href =
        summary.jid !== null && verb !== "delete"
          ? paths.job(source, summary.jid)
          : queue !== undefined && summary.destinations.length === 1
            ? paths.queue(source, queue)
            : null;
      showToast({
        title,
        body: rest.join(" · "),
        level: summary.done === result.requested ? "good" : "warn",
        ...(href === null ? {} : { link: { label: t("follow"), href } }),
        ...(trashBatch === null || summary.done === 0 ? {} : { undo: undo(trashBatch) }),
        ...(operation === null ? {} : { undo: () => void takeBack(operation, summary.done) }),
      });
    },
    [source, t, reason, undo, takeBack],
  );
}

type Translate = ReturnType<typeof useTranslations<"jobs.outcome">>;

function doneLine(t: Translate, verb: JobVerb, summary: OutcomeSummary, movedTo: string | null): string {
  const count = summary.done;
  if (verb === "kill") return t("killed", { count });
  if (verb === "delete") return t("deleted", { count });
  if (verb === "reschedule") return t("rescheduled", { count });
  if (movedTo !== null) return t("moved", { count, queue: isolate(movedTo) });
  if (summary.destinations.length > 1) return t("queuedMany", { count, queues: summary.destinations.length });
  return t("queued", { count, queue: isolate(summary.destinations[0] ?? "?") });
}
