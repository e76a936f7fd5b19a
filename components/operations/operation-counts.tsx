"use client";

import { useTranslations } from "next-intl";
import { cx } from "@/components/ui/cx";
import { useFormat } from "@/components/ui/use-format";
import type { Operation } from "@/lib/domain/operation.schema";
import { Progress } from "./progress";
import { isFinal } from "./scope";

const NAMES = ["done", "gone", "refused", "unknown", "pending"] as const;

/** The progress, and every entry of the frozen list under exactly one word. */
export function OperationCounts({ operation }: { operation: Operation }) {
  const t = useTranslations("operations");
  const format = useFormat();
  const counting = operation.state === "freezing";
  const { total, processed, perSec } = operation;
  const left = Math.max(0, total - processed);
  const counts = { ...operation, pending: left };
  const moving = operation.state === "running" && perSec !== null && perSec > 0;
  const took =
    operation.endedAtMs === null || operation.startedAtMs === null ? null : operation.endedAtMs - operation.startedAtMs;
  return (
    <div className="grid gap-3">
      <Progress
        label={t("column.progress")}
        value={counting ? operation.scanned : processed}
        max={counting ? operation.setSize : total}
      />
      <p className="min-h-5 text-ink-2">
        {counting
          ? t("counting", { scanned: operation.scanned, total: operation.setSize })
          : t("progress", { processed, total })}
        {moving
          ? ` · ${t("rate", { rate: format.rate(perSec) })} · ${t("remaining", { age: format.duration(left / perSec) })}`
          : null}
        {isFinal(operation) && took !== null ? ` · ${t("took", { age: format.duration(took / 1000) })}` : null}
      </p>
      <dl className="flex flex-wrap gap-x-8 gap-y-2 phone:grid phone:grid-cols-5 phone:items-end phone:gap-x-2">
        {NAMES.map((name) => (
          <div key={name} data-tip={t(`countHelp.${name}`)}>
            <dt className="text-ink-3 text-small">{t(`count.${name}`)}</dt>
            <dd
              className={cx(
                "text-figure",
                counts[name] === 0 && "text-ink-3",
                name === "refused" && counts[name] > 0 && "text-warn",
                name === "unknown" && counts[name] > 0 && "text-bad",
              )}
            >
              {format.count(counts[name])}
            </dd>
          </div>
        ))}
      </dl>
    </div>
  );
}
