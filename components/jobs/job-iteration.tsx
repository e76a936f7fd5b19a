"use client";

import { useTranslations } from "next-intl";
import { type ReactNode, useEffect, useState } from "react";
import { useMay } from "@/components/shell/use-live";
import { Button } from "@/components/ui/button";
import { ConfirmDialog } from "@/components/ui/confirm-dialog";
import { Status } from "@/components/ui/status";
import { TimeAgo } from "@/components/ui/time-ago";
import { showToast } from "@/components/ui/toast";
import { useFormat } from "@/components/ui/use-format";
import { useTicking } from "@/components/ui/use-now";
import { useCancelIteration } from "@/lib/api/mutations/metrics";
import type { JobDetail } from "@/lib/domain/job.schema";
import { Section } from "./section";

/** An iterable job: where it is in its collection, how fast it moves, and the way to stop it. Nothing for any other. */
export function JobIteration({ detail, source }: { detail: JobDetail; source: string }) {
  const t = useTranslations("jobs.iteration");
  const format = useFormat();
  const moved = useMoved(detail.iteration?.cursor ?? null);
  const runSec = useTicking((nowMs) => {
    const before = detail.iteration?.runtimeSec ?? 0;
    const now = detail.place.kind === "running" && detail.atMs !== null ? (nowMs - detail.atMs) / 1_000 : 0;
    return format.duration(before + Math.max(0, now));
  });
  const { iteration } = detail;
  if (iteration === null) return null;
  return (
    <Section title={t("title")} aside={<CancelButton detail={detail} source={source} />}>
      <dl className="grid grid-cols-[minmax(88px,auto)_1fr] gap-x-3 gap-y-1">
        {iteration.cursor === null ? null : (
          <Line name={t("cursor")} hint={t("cursorHint")}>
            <span className="wrap-anywhere font-mono text-small leading-5">
              <bdi>{iteration.cursor}</bdi>
            </span>
          </Line>
        )}
        {moved === null ? null : (
          <Line name={t("progress")} hint={t("progressHint")}>
            {t("moved", {
              count: format.count(moved.by),
              time: format.duration(moved.sec),
              rate: format.rate((moved.by / moved.sec) * 60),
            })}
          </Line>
        )}
        <Line name={t("executions")} hint={t("executionsHint")}>
          {format.count(iteration.executions)}
        </Line>
        <Line name={t("runtime")} hint={t("runtimeHint")}>
          {runSec}
        </Line>
        {iteration.cancelledAtMs === null ? null : (
          <Line name={t("cancelled")} hint={t("cancelledHint")}>
            <Status level="warn">
              <TimeAgo atMs={iteration.cancelledAtMs} />
            </Status>
          </Line>
        )}
      </dl>
    </Section>
  );
}

function Line({ name, hint, children }: { name: string; hint: string; children: ReactNode }) {
  return (
    <>
      <dt className="text-ink-2" data-tip={hint}>
        {name}
      </dt>
      <dd className="min-w-0">{children}</dd>
    </>
  );
}

/** How far a cursor that is a number went since this page first saw it; the end is known to the job alone. */
function useMoved(cursor: string | null): { by: number; sec: number } | null {
  const at = cursor !== null && /^\d{1,15}$/.test(cursor) ? Number(cursor) : null;
  const [seen, setSeen] = useState<{ first: number; firstMs: number; last: number; lastMs: number } | null>(null);
  useEffect(() => {
    if (at === null) return;
    const nowMs = Date.now();
    setSeen((before) => {
      if (before === null || at < before.first) return { first: at, firstMs: nowMs, last: at, lastMs: nowMs };
      return at === before.last ? before : { ...before, last: at, lastMs: nowMs };
    });
  }, [at]);
  if (seen === null || seen.last === seen.first) return null;
  return { by: seen.last - seen.first, sec: Math.max(1, (seen.lastMs - seen.firstMs) / 1_000) };
}

function CancelButton({ detail, source }: { detail: JobDetail; source: string }) {
  const t = useTranslations("jobs.iteration");
  const may = useMay("jobs.operate");
  const [open, setOpen] = useState(false);
  const cancel = useCancelIteration(source);
  if (!may || detail.iteration === null || detail.iteration.cancelledAtMs !== null) return null;
  return (
    <>
      <Button size="small" tone="danger" onClick={() => setOpen(true)}>
        {t("cancel")}
      </Button>
      <ConfirmDialog
        open={open}
        onOpenChange={setOpen}
        title={t("cancelTitle")}
        confirmLabel={t("cancelConfirm")}
        dismissLabel={t("cancelNot")}
        tone="danger"
        onConfirm={async () => {
          const { status } = await cancel.mutateAsync(detail.ref);
          showToast({ title: t(`answer.${status}`), level: status === "asked" ? "good" : "warn" });
        }}
      >
        <p>{t("cancelBody")}</p>
      </ConfirmDialog>
    </>
  );
}
