"use client";

import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { paths } from "@/components/shell/paths";
import { FirstNumber } from "@/components/ui/first-number";
import { TextLink } from "@/components/ui/text-link";
import { useFormat } from "@/components/ui/use-format";
import type { Snapshot } from "@/lib/domain/overview.schema";

/** Seven numbers, each a link to what it counts, with what changed in 15 minutes. */
export function NumberStrip({ snapshot }: { snapshot: Snapshot }) {
  const t = useTranslations("overview");
  const format = useFormat();
  const { source, sizes, before, perMin, worstLatency } = snapshot;
  const unread = snapshot.warnings.some(({ code }) => code === "wrong_type") ? t("unknownValue") : t("hidden");
  const total = (value: number | null) => (value === null ? unread : format.count(value));
  const change = (now: number | null, then: number | null | undefined) =>
    now === null || then == null ? null : format.change(now - then);
  const latency = worstLatency?.latencySec ?? 0;
  return (
    <dl aria-label={t("numbers")} className={STRIP}>
      <Figure
        label={t("busy")}
        href={paths.section(source, "busy")}
        change={change(sizes.busy, before?.busy)}
        unit={t("ofCapacity", { count: format.count(sizes.concurrency) })}
      >
        {format.count(sizes.busy).padStart(format.count(sizes.concurrency).length, FIGURE_SPACE)}
      </Figure>
      <Figure
        label={t("enqueued")}
        href={paths.section(source, "queues")}
        change={change(sizes.enqueued, before?.enqueued)}
      >
        {format.count(sizes.enqueued)}
      </Figure>
      <Figure
        label={t("worstLatency")}
        href={worstLatency === null ? paths.section(source, "queues") : paths.queue(source, worstLatency.queue)}
        change={before === null ? null : signed(latency - before.worstLatencySec, format.durationShort)}
      >
        {format.duration(latency)}
      </Figure>
      <Figure label={t("retries")} href={paths.section(source, "retries")} change={change(sizes.retry, before?.retry)}>
        {total(sizes.retry)}
      </Figure>
      <Figure
        label={t("scheduled")}
        href={paths.section(source, "scheduled")}
        change={change(sizes.scheduled, before?.scheduled)}
      >
        {total(sizes.scheduled)}
      </Figure>
      <Figure label={t("dead")} href={paths.section(source, "dead")} change={change(sizes.dead, before?.dead)}>
        {total(sizes.dead)}
      </Figure>
      <Figure
        label={t("failedPerMin")}
        href={paths.section(source, "retries")}
        change={change(perMin.failed, before?.failedPerMin)}
      >
        {perMin.failed === null ? "–" : format.rate(perMin.failed)}
      </Figure>
    </dl>
  );
}

/** The same strip before the first reading, with the sizes that came with the page. */
export function NumberStripSpace() {
  const t = useTranslations("overview");
  const figures = [
    ["busy", "busy"],
    ["enqueued", "enqueued"],
    ["worstLatency", null],
    ["retries", "retry"],
    ["scheduled", "scheduled"],
    ["dead", "dead"],
    ["failedPerMin", null],
  ] as const;
  return (
    <dl className={STRIP}>
      {figures.map(([label, of]) => (
        <div key={label} className={FIGURE}>
          <dt className="truncate text-ink-3 text-small">{t(label)}</dt>
          <dd className="whitespace-nowrap text-figure">{of === null ? "\u00a0" : <FirstNumber of={of} />}</dd>
        </div>
      ))}
    </dl>
  );
}

/** As wide as a digit: what stands after the number does not move with it. */
const FIGURE_SPACE = "\u2007";

const STRIP = "grid grid-cols-7 border-line border-y max-xl:grid-cols-4 max-sm:grid-cols-2";
const FIGURE = "min-w-0 border-line px-3 py-2 not-first:border-l max-sm:odd:border-l-0 max-xl:nth-[4n+1]:border-l-0";

function signed(seconds: number, format: (seconds: number) => string): string {
  if (Math.abs(seconds) < 1) return "±0";
  return `${seconds > 0 ? "+" : "−"}${format(Math.abs(seconds))}`;
}

function Figure({
  label,
  href,
  change,
  unit,
  children,
}: {
  label: string;
  href: string;
  change: string | null;
  unit?: string;
  children: ReactNode;
}) {
  const t = useTranslations("overview");
  return (
    <div className={FIGURE}>
      <dt className="truncate text-ink-3 text-small">{label}</dt>
      <dd className="flex items-baseline gap-1 whitespace-nowrap">
        <span className="min-w-0 truncate text-figure">
          <TextLink plain href={href}>
            {children}
          </TextLink>
        </span>
        {unit === undefined ? null : <span className="text-ink-3">{unit}</span>}
        {change === null ? null : (
          <span data-tip={t("change", { change })} className="ml-auto text-ink-3 text-small">
            {change}
          </span>
        )}
      </dd>
    </div>
  );
}
