"use client";

import { useFormat } from "@/components/ui/use-format";
import type { ChartSeries } from "./time-series";

/** What the canvas shows, readable by anybody: newest first. */
export function ChartTable({
  atMs,
  series,
  format,
  axis,
  label,
}: {
  atMs: readonly number[];
  series: readonly ChartSeries[];
  format: (value: number) => string;
  axis: "clock" | "day";
  label: string;
}) {
  const formats = useFormat();
  const indexes = atMs.map((_, index) => index).reverse();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section aria-label={label} tabIndex={0} className="h-full overflow-y-auto rounded-control border border-line">
      <table className="w-full text-small">
        <tbody>
          {indexes.map((index) => (
            <tr key={atMs[index]} className="border-line border-b">
              <th scope="row" className="px-2 py-1 text-left font-normal text-ink-3">
                {axis === "day" ? formats.day(atMs[index] ?? 0) : formats.exact(atMs[index] ?? 0)}
              </th>
              {series.map((one) => {
                const value = one.values[index] ?? null;
                return (
                  <td key={one.name} className="px-2 py-1 text-right">
                    {value === null ? "–" : format(value)} <span className="text-ink-3">{one.label}</span>
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
