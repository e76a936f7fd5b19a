"use client";

import { useTranslations } from "next-intl";
import { cx } from "@/components/ui/cx";
import { useFormat } from "@/components/ui/use-format";
import type { RunningJob } from "@/lib/domain/process.schema";
import { SLOT_STEPS_SEC, slotLevel } from "./groups";

const CELL = "size-2 shrink-0";
const LEVELS = ["bg-slot-0", "bg-slot-1", "bg-slot-2", "bg-slot-3"] as const;
/** Beyond this many the rest is a number. */
const CELLS_MAX = 40;

/** One cell per thread: empty, or coloured by how long its job runs. The number stands beside it. */
export function Slots({
  concurrency,
  busy,
  running,
  nowMs,
}: {
  concurrency: number;
  busy: number;
  running: readonly RunningJob[];
  nowMs: number;
}) {
  const t = useTranslations("busy");
  const format = useFormat();
  const threads = Math.max(concurrency, busy);
  const cells = Math.min(threads, CELLS_MAX);
  return (
    <span
      role="img"
      aria-label={t("slotsOf", { busy, concurrency })}
      className="flex max-h-5.5 flex-wrap items-center gap-0.5 overflow-hidden"
    >
      {Array.from({ length: cells }, (_, index) => {
        const job = running[index];
        const level = job === undefined ? 0 : slotLevel(job.startedAtMs, nowMs);
        const tip =
          job === undefined
            ? undefined
            : `${job.class ?? "?"} · ${format.duration(job.startedAtMs === null ? 0 : (nowMs - job.startedAtMs) / 1000)}`;
        return (
          <span
            // biome-ignore lint/suspicious/noArrayIndexKey: a cell is a place, not a job
            key={index}
            data-tip={tip}
            className={cx(CELL, index < busy ? LEVELS[level] : "bg-slot-idle")}
          />
        );
      })}
      {threads > cells ? <span className="pl-1 text-ink-3 text-small">+{format.count(threads - cells)}</span> : null}
    </span>
  );
}

export function SlotLegend() {
  const t = useTranslations("busy");
  const format = useFormat();
  const [ten = 10, minute = 60, tenMinutes = 600] = SLOT_STEPS_SEC;
  const steps = [
    { tone: "bg-slot-idle", label: t("idle") },
    { tone: LEVELS[0], label: t("under", { time: format.durationShort(ten) }) },
    { tone: LEVELS[1], label: t("under", { time: format.durationShort(minute) }) },
    { tone: LEVELS[2], label: t("under", { time: format.durationShort(tenMinutes) }) },
    { tone: LEVELS[3], label: t("longer") },
  ];
  return (
    <ul aria-label={t("legend")} className="ml-auto flex items-center gap-3 text-ink-3 text-small max-sm:hidden">
      {steps.map(({ tone, label }) => (
        <li key={label} className="flex items-center gap-1">
          <span aria-hidden="true" className={cx(CELL, tone)} />
          {label}
        </li>
      ))}
    </ul>
  );
}
