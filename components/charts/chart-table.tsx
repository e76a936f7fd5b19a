"use client";

import { useTranslations } from "next-intl";
import { Button } from "@/components/ui/button";
import { Badge } from "@/components/ui/status";
import { useFormat } from "@/components/ui/use-format";
import { type ChartMark, marksIn } from "./chart-mark";
import type { ChartSeries } from "./time-series";

const HEAD = "sticky top-0 bg-page px-1.5 py-1 text-right font-normal text-ink-3";

/** What the canvas shows, readable by anybody: newest first. */
export function ChartTable({
  atMs,
  series,
  format,
  axis,
  label,
  marks = [],
  chosenMs = null,
  onPick,
}: {
  atMs: readonly number[];
  series: readonly ChartSeries[];
  format: (value: number) => string;
  axis: "clock" | "day";
  label: string;
  marks?: readonly ChartMark[];
  chosenMs?: number | null;
  onPick?: ((atMs: number) => void) | undefined;
}) {
  const t = useTranslations("chart");
  const formats = useFormat();
  const stepMs = (atMs[1] ?? 0) - (atMs[0] ?? 0);
  const clock = formats.clockWithin((atMs.at(-1) ?? 0) - (atMs[0] ?? 0));
  const timeOf = (at: number) => (axis === "day" ? formats.day(at) : clock(at));
  const indexes = atMs.map((_, index) => index).reverse();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section aria-label={label} tabIndex={0} className="h-full overflow-y-auto rounded-control border border-line">
      <table className="w-full text-small">
        <thead>
          <tr>
            <th scope="col" className={HEAD}>
              <span className="sr-only">{t("time")}</span>
            </th>
            {series.map((one) => (
              <th key={one.name} scope="col" className={HEAD}>
                <bdi className="ml-auto block max-w-[12ch] truncate" data-tip="">
                  {one.label}
                </bdi>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {indexes.map((index) => (
            <tr
              key={atMs[index]}
              aria-current={atMs[index] === chosenMs ? "true" : undefined}
              className="border-line border-b aria-[current]:bg-accent-wash"
            >
              <th
                scope="row"
                data-tip={formats.exact(atMs[index] ?? 0)}
                className="whitespace-nowrap px-1.5 py-1 text-left font-normal text-ink-3"
              >
                {onPick === undefined ? (
                  timeOf(atMs[index] ?? 0)
                ) : (
                  <Button tone="link" size="small" onClick={() => onPick(atMs[index] ?? 0)}>
                    {timeOf(atMs[index] ?? 0)}
                  </Button>
                )}
                {marksIn(marks, atMs[index] ?? 0, stepMs).map((mark) => (
                  <Badge key={mark.label} tip={mark.label}>
                    <bdi className="max-w-[12ch] truncate">{mark.label}</bdi>
                  </Badge>
                ))}
              </th>
              {series.map((one) => {
                const value = one.values[index] ?? null;
                return (
                  <td key={one.name} className="px-1.5 py-1 text-right">
                    {value === null ? "–" : format(value)}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
