"use client";

import { useTranslations } from "next-intl";
import { useSnapshot } from "@/components/shell/use-live";
import { Glyph } from "@/components/ui/glyph";
import type { Operation } from "@/lib/domain/operation.schema";
import { workerDefaults } from "@/lib/domain/worker-defaults";

/** What Ruby would have run and nobody runs now, and what this will do to others. */
export function BulkWarnings({ operation }: { operation: Operation }) {
  const t = useTranslations("jobs.dialog.warning");
  const { verb, total, breakdown } = operation;
  const dead = useSnapshot().data?.sizes.dead ?? 0;
  const pushes = verb === "retry" || verb === "run_now" || verb === "move";
  const dies = verb === "kill";
  const max = workerDefaults.deadMaxJobs;
  const over = dies ? dead + total - max : 0;
  const warnings = [
    pushes ? t("middleware") : null,
    dies || verb === "delete" ? t("deathHandlers") : null,
    breakdown.batched > 0 ? t("batches", { count: breakdown.batched }) : null,
    breakdown.locked > 0 ? t("locks", { count: breakdown.locked }) : null,
    breakdown.unreadable > 0 && pushes ? t("unreadable", { count: breakdown.unreadable }) : null,
    over > 0 ? t("trim", { max, over }) : null,
    pushes && total > 1_000 ? t("flood") : null,
    verb === "delete" && !operation.params.withoutUndo ? t("trash") : null,
  ].filter((line) => line !== null);
  return (
    <ul className="grid gap-1">
      {warnings.map((line) => (
        <li key={line} className="flex gap-2 text-ink-2">
          <span className="flex h-5 items-center text-ink-3">
            <Glyph name="minus" />
          </span>
          {line}
        </li>
      ))}
    </ul>
  );
}
