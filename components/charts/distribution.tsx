"use client";

import { useFormat } from "@/components/ui/use-format";
import { ChartFigure } from "./chart-figure";
import { PLOT_LEFT_PX, PLOT_RIGHT_PX } from "./plot-box";

export interface DistributionBar {
  /** The interval in words: "20–30 ms". */
  label: string;
  /** Its upper end, short, for the axis. */
  short: string;
  value: number;
}

export interface DistributionLine {
  label: string;
  /** Where among the bars, in bars from the left: 2.5 = the middle of the third. */
  at: number;
}

/** How often each interval occurred, with lines where the percentiles lie. */
export function Distribution({
  title,
  unit,
  bars,
  lines,
}: {
  title: string;
  unit: string;
  bars: readonly DistributionBar[];
  lines: readonly DistributionLine[];
}) {
  const format = useFormat();
  const used = bars.findLastIndex((bar) => bar.value > 0) + 1;
  const shown = bars.slice(0, Math.max(10, used));
  const top = Math.max(1, ...shown.map((bar) => bar.value));
  const every = Math.ceil(shown.length / 8);
  return (
    <ChartFigure title={title} unit={unit} note={lines.map(({ label }) => label).join(" · ")}>
      {(asTable) =>
        asTable ? (
          // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
          <section aria-label={title} tabIndex={0} className="h-45 overflow-y-auto rounded-control border border-line">
            <table className="w-full text-small">
              <tbody>
                {bars.map((bar) => (
                  <tr key={bar.label} className="border-line border-b">
                    <th scope="row" className="px-2 py-1 text-left font-normal text-ink-3">
                      {bar.label}
                    </th>
                    <td className="px-2 py-1 text-right">{format.count(bar.value)}</td>
                  </tr>
                ))}
              </tbody>
            </table>
          </section>
        ) : (
          <div className="pb-5" style={{ paddingLeft: PLOT_LEFT_PX, paddingRight: PLOT_RIGHT_PX }}>
            <div className="relative h-40">
              <span aria-hidden="true" className="absolute top-0 right-full pr-1 text-ink-3 text-micro">
                {format.compact(top)}
              </span>
              <span aria-hidden="true" className="absolute right-full bottom-0 pr-1 text-ink-3 text-micro">
                0
              </span>
              <svg
                viewBox={`0 0 ${shown.length * 10} 100`}
                preserveAspectRatio="none"
                role="img"
                aria-label={`${title}, ${unit}`}
                className="absolute inset-0 size-full border-line border-b"
              >
                {shown.map((bar, index) => {
                  const height = bar.value === 0 ? 0 : Math.max(1.5, (bar.value / top) * 94);
                  return (
                    <g key={bar.label} data-tip={`${bar.label}: ${format.count(bar.value)}`} className="group/bar">
                      <rect
                        x={index * 10}
                        y={0}
                        width={10}
                        height={100}
                        className="fill-transparent group-hover/bar:fill-hover"
                      />
                      <rect x={index * 10 + 0.5} y={100 - height} width={9} height={height} className="fill-series-1" />
                    </g>
                  );
                })}
                {lines.map(({ label, at }) => (
                  <line
                    key={label}
                    x1={at * 10}
                    x2={at * 10}
                    y1={0}
                    y2={100}
                    strokeDasharray="4 3"
                    vectorEffect="non-scaling-stroke"
                    className="stroke-ink"
                  />
                ))}
              </svg>
              {shown.map((bar, index) =>
                index % every === 0 && index < shown.length - 1 ? (
                  <span
                    key={bar.label}
                    aria-hidden="true"
                    className="absolute top-full -translate-x-1/2 whitespace-nowrap text-ink-3 text-micro"
                    style={{ left: `${((index + 1) / shown.length) * 100}%` }}
                  >
                    {bar.short}
                  </span>
                ) : null,
              )}
            </div>
          </div>
        )
      }
    </ChartFigure>
  );
}
