"use client";

import { useTranslations } from "next-intl";
import { cx } from "@/components/ui/cx";
import { useFormat } from "@/components/ui/use-format";
import type { CronRun } from "@/lib/domain/cron.schema";

/** The last ten runs, the newest at the right: its height says how it went, the colour repeats it. */
export function RunTicks({ name, runs }: { name: string; runs: readonly CronRun[] }) {
  const t = useTranslations("cron");
  const format = useFormat();
  if (runs.length === 0) return <span className="text-ink-3">–</span>;
  const words = (run: CronRun) =>
    [format.exact(run.atMs), t(`run.${run.kind}`), run.became === null ? null : t(`became.${run.became}`)]
      .filter((part) => part !== null)
      .join(", ");
  const shown = [...runs].slice(0, 10).reverse();
  return (
    <span
      role="img"
      aria-label={t("runsOf", { name, list: shown.map(words).join("; ") })}
      className="inline-flex h-4 items-end gap-px align-middle"
    >
      {shown.map((run, index) => (
        <span
          // biome-ignore lint/suspicious/noArrayIndexKey: two runs may share time and job
          key={`${run.atMs}-${index}`}
          data-tip={words(run)}
          className={cx("w-1.5 rounded-[1px]", lookOf(run))}
        />
      ))}
    </span>
  );
}

function lookOf({ kind, became }: CronRun): string {
  if (kind === "missed") return "h-4 border border-bad bg-bad-wash";
  if (became === "dead") return "h-4 bg-bad";
  if (became === "retry" || kind === "double" || kind === "overlap" || kind === "late") return "h-3 bg-warn";
  if (kind === "unknown") return "h-2 bg-ink-3";
  return "h-2 bg-good";
}
