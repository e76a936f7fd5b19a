"use client";

import dynamic from "next/dynamic";
import { useTranslations } from "next-intl";
import { type ReactNode, useState } from "react";
import { cx } from "@/components/ui/cx";
import { Skeleton } from "@/components/ui/states";
import { useFormat } from "@/components/ui/use-format";
import { ChartFigure } from "./chart-figure";
import { type ChartMark, marksIn } from "./chart-mark";
import { ChartTable } from "./chart-table";
import { type SeriesColor, SWATCHES } from "./series-color";

const Plot = dynamic(() => import("./plot").then((module) => module.Plot), {
  ssr: false,
  loading: () => <Skeleton className="h-full w-full" />,
});

export interface ChartSeries {
  name: string;
  label: string;
  values: readonly (number | null)[];
  color: SeriesColor;
}

export interface TimeSeriesProps {
  title: string;
  /** In words, after the title: "jobs per minute". */
  unit: string;
  /** Undefined while loading. */
  atMs: readonly number[] | undefined;
  /** At most six. */
  series: readonly ChartSeries[];
  /** Since when samples exist; null when there are none. */
  sinceMs: number | null | undefined;
  /** Charts with the same key share their cursor. */
  syncKey: string;
  format: (value: number) => string;
  /** Durations are ruled in minutes and hours (`millis`: from milliseconds on), counts in tens. */
  scale?: "count" | "duration" | "millis";
  /** How the time axis is read: clock times, or days. */
  axis?: "clock" | "day";
  marks?: readonly ChartMark[] | undefined;
  /** Where the time axis ends; at the last value when absent. */
  toMs?: number | undefined;
  /** The step that the page tells more of. */
  chosenMs?: number | null;
  /** Long names of many lines need two lines themselves. */
  legendLines?: 1 | 2;
  /** A click on the chart, or on a time of its table. */
  onPick?: ((atMs: number) => void) | undefined;
  /** Hears where the cursor is; null when it has left. */
  onHover?: ((atMs: number | null) => void) | undefined;
  children?: ReactNode;
}

const NO_MARKS: readonly ChartMark[] = [];

/** A chart with its title, unit, legend of last values, and the same numbers as a table. */
export function TimeSeries({
  title,
  unit,
  atMs,
  series,
  sinceMs,
  syncKey,
  format,
  scale = "count",
  axis = "clock",
  marks = NO_MARKS,
  toMs,
  chosenMs = null,
  legendLines = 1,
  onPick,
  onHover,
  children,
}: TimeSeriesProps) {
  const t = useTranslations("chart");
  const formats = useFormat();
  const [hovered, setHovered] = useState<number | null>(null);
  const empty = atMs !== undefined && !series.some((one) => one.values.some((value) => value !== null));
  const shownAt = hovered === null ? null : (atMs?.[hovered] ?? null);
  const stepMs = (atMs?.[1] ?? 0) - (atMs?.[0] ?? 0);
  const clock = formats.clockWithin((atMs?.at(-1) ?? 0) - (atMs?.[0] ?? 0));
  const shownMarks = shownAt === null ? [] : marksIn(marks, shownAt, stepMs);
  const young = !empty && sinceMs != null && atMs !== undefined && sinceMs > (atMs[1] ?? sinceMs);

  return (
    <ChartFigure
      title={title}
      unit={unit}
      beside={children}
      note={
        shownAt !== null
          ? [(axis === "day" ? formats.day : clock)(shownAt), ...shownMarks.map(({ label }) => label)].join(" · ")
          : young && <span className="max-xl:hidden">{t("collectingSince", { time: formats.clock(sinceMs) })}</span>
      }
    >
      {(asTable) => (
        <>
          <ul
            className={cx(
              "flex items-center gap-x-4 overflow-hidden whitespace-nowrap text-small max-xl:flex-wrap max-xl:content-start phone:h-auto phone:min-h-10",
              legendLines === 2 ? "h-10 flex-wrap content-start max-xl:h-15" : "h-5 max-xl:h-10",
            )}
          >
            {series.map((one) => (
              <li key={one.name} className="flex min-w-0 items-center gap-1 overflow-hidden">
                <span aria-hidden="true" className={`h-0.5 w-3 shrink-0 ${SWATCHES[one.color]}`} />
                <span className="truncate text-ink-2" data-tip="">
                  {one.label}
                </span>
                <span className={cx("shrink-0", scale === "count" ? "min-w-[5ch]" : "min-w-[6ch]")}>
                  {valueText(one.values, hovered, format)}
                </span>
              </li>
            ))}
          </ul>
          <div className="relative h-40">
            {atMs === undefined ? (
              <Skeleton className="h-full w-full" />
            ) : empty ? (
              <p className="grid h-full place-items-center rounded-control bg-well text-ink-2">
                {sinceMs == null ? t("noSamples") : t("collectingSince", { time: formats.clock(sinceMs) })}
              </p>
            ) : asTable ? (
              <ChartTable
                atMs={atMs}
                series={series}
                format={format}
                axis={axis}
                label={`${title}, ${unit}`}
                marks={marks}
                chosenMs={chosenMs}
                onPick={onPick}
              />
            ) : (
              <Plot
                atMs={atMs}
                series={series}
                syncKey={syncKey}
                format={format}
                scale={scale}
                axis={axis}
                marks={marks}
                toMs={toMs}
                chosenMs={chosenMs}
                onHover={(index) => {
                  setHovered(index);
                  onHover?.(index === null ? null : (atMs[index] ?? null));
                }}
                onPick={onPick === undefined ? undefined : (index) => onPick(atMs[index] ?? 0)}
              />
            )}
          </div>
        </>
      )}
    </ChartFigure>
  );
}

function valueText(
  values: readonly (number | null)[],
  index: number | null,
  format: (value: number) => string,
): string {
  const value = index === null ? (values.findLast((one) => one !== null) ?? null) : (values[index] ?? null);
  return value === null ? "–" : format(value);
}
