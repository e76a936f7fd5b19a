"use client";

import { useTranslations } from "next-intl";
import { useMemo } from "react";
import { paths } from "@/components/shell/route";
import type { Column } from "@/components/table/column";
import { cx } from "@/components/ui/cx";
import { type Level, Status } from "@/components/ui/status";
import { TextLink } from "@/components/ui/text-link";
import { TimeAgo } from "@/components/ui/time-ago";
import { useFormat } from "@/components/ui/use-format";
import type { BatchEntry } from "@/lib/domain/batch.schema";

const LEVEL: Record<BatchEntry["state"], Level> = {
  running: "info",
  complete: "warn",
  success: "good",
  died: "bad",
  invalidated: "idle",
  empty: "idle",
};

export function BatchState({ batch }: { batch: BatchEntry }) {
  const t = useTranslations("batches");
  if (batch.problem !== null) return <Status level="idle">{t(`problem.${batch.problem}`)}</Status>;
  return <Status level={LEVEL[batch.state]}>{t(`state.${batch.state}`)}</Status>;
}

/** Done, failed and what is left, as one bar and in words. */
export function BatchProgress({ batch, wide = false }: { batch: BatchEntry; wide?: boolean }) {
  const t = useTranslations("batches");
  const done = batch.total - batch.pending;
  const failed = Math.min(batch.failures, batch.pending);
  const share = (part: number) => `${batch.total === 0 ? 0 : (part / batch.total) * 100}%`;
  return (
    <span className="flex min-w-0 items-center gap-2">
      <span
        role="progressbar"
        aria-label={t("progressOf", { done, total: batch.total })}
        aria-valuemin={0}
        aria-valuemax={batch.total}
        aria-valuenow={done}
        className={cx("flex h-1.5 shrink-0 overflow-hidden rounded-full bg-well", wide ? "w-64 max-sm:w-40" : "w-20")}
      >
        <span className="bg-accent" style={{ width: share(done) }} />
        <span className="bg-bad" style={{ width: share(failed) }} />
      </span>
      <span className="whitespace-nowrap">{t("done", { done, total: batch.total })}</span>
    </span>
  );
}

export function useBatchColumns(source: string): Column<BatchEntry>[] {
  const t = useTranslations("batches");
  const format = useFormat();
  return useMemo(
    () =>
      [
        {
          id: "batch",
          header: t("column.batch"),
          phone: "title",
          cell: (batch) => (
            <span className="flex min-w-0 items-baseline gap-2">
              <span className="min-w-0 shrink truncate">
                {batch.description === null ? (
                  <span className="text-ink-3">{t("noDescription")}</span>
                ) : (
                  <bdi data-tip={batch.description}>{batch.description}</bdi>
                )}
              </span>
              <span className="min-w-0 flex-1 truncate font-mono text-small">
                <TextLink href={paths.batch(source, batch.bid)} truncate>
                  {batch.bid}
                </TextLink>
              </span>
            </span>
          ),
        },
        {
          id: "progress",
          header: t("column.progress"),
          className: "w-56 max-xl:w-44",
          phone: "bare",
          cell: (batch) => <BatchProgress batch={batch} />,
        },
        {
          id: "failures",
          header: t("column.failures"),
          className: "w-20",
          align: "end",
          cell: (batch) => (
            <span className={batch.failures > 0 ? "text-bad" : "text-ink-3"}>{format.count(batch.failures)}</span>
          ),
        },
        {
          id: "nested",
          header: t("column.nested"),
          className: "w-20 max-xl:hidden",
          align: "end",
          phone: "hidden",
          cell: (batch) => (
            <span className={batch.children > 0 ? "" : "text-ink-3"}>{format.count(batch.children)}</span>
          ),
        },
        {
          id: "created",
          header: t("column.created"),
          className: "w-28 max-xl:w-24",
          cell: (batch) => <TimeAgo atMs={batch.createdAtMs} style="short" />,
        },
        {
          id: "state",
          header: t("column.state"),
          className: "w-48 max-xl:w-44",
          phone: "bare",
          cell: (batch) => <BatchState batch={batch} />,
        },
      ] satisfies Column<BatchEntry>[],
    [t, format, source],
  );
}
