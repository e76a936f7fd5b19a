"use client";

import { Badge } from "@/components/ui/status";
import { useFormat } from "@/components/ui/use-format";
import { ChartFigure } from "./chart-figure";
import { type ChartMark, marksIn } from "./chart-mark";
import { PLOT_LEFT_PX, PLOT_RIGHT_PX } from "./plot-box";

export interface HeatColumn {
  atMs: number;
  stepMs: number;
  /** From the lowest row up. */
  counts: readonly number[];
}

/**
 * Counts over time and a second measure: the more, the darker. Rows above the highest one used are left out, and
 * its times lie under those of the charts above.
 */
export function HeatMap({
  title,
  unit,
  columns,
  rowLabels,
  cellText,
  marks,
  cursorMs,
  onPick,
}: {
  title: string;
  unit: string;
  columns: readonly HeatColumn[];
  /** What each row stands for, from the lowest up. */
  rowLabels: readonly string[];
  /** One cell in words: "14:05 · 20–30 ms · 14 runs". */
  cellText: (column: HeatColumn, row: number) => string;
  marks: readonly ChartMark[];
  cursorMs: number | null;
  onPick: (atMs: number) => void;
}) {
  const format = useFormat();
  const used = columns.map(({ counts }) => counts.findLastIndex((count) => count > 0));
  const rows = Math.max(8, ...used.map((row) => row + 1));
  const most = Math.max(1, ...columns.flatMap(({ counts }) => counts));
  const first = columns[0];
  const last = columns.at(-1);
  const fromMs = first?.atMs ?? 0;
  const spanMs = first === undefined || last === undefined ? 1 : last.atMs + last.stepMs - fromMs;
  const xOf = (atMs: number) => ((atMs - fromMs) / spanMs) * 1_000;
  const labelled = rowLabels
    .map((text, row) => ({ text, row }))
    .filter(({ row }) => row < rows && row % labelEvery(rows) === 0);
  const clock = format.clockWithin(spanMs);
  const cursor =
    cursorMs === null ? undefined : columns.find(({ atMs, stepMs }) => cursorMs >= atMs && cursorMs < atMs + stepMs);
  return (
    <ChartFigure title={title} unit={unit} note={cursor === undefined ? "" : clock(cursor.atMs)}>
      {(asTable) =>
        asTable ? (
          <HeatTable columns={columns} rowLabels={rowLabels} marks={marks} label={`${title}, ${unit}`} />
        ) : (
          <div className="pb-5" style={{ paddingLeft: PLOT_LEFT_PX, paddingRight: PLOT_RIGHT_PX }}>
            <div className="relative h-40 rounded-control bg-well">
              {labelled.map(({ text, row }) => (
                <span
                  key={row}
                  aria-hidden="true"
                  className="absolute right-full -translate-y-1/2 whitespace-nowrap pr-1 text-ink-3 text-micro"
                  style={{ top: `${(1 - (row + 0.5) / rows) * 100}%` }}
                >
                  {text}
                </span>
              ))}
              <Cells
                label={`${title}, ${unit}`}
                columns={columns}
                rows={rows}
                most={most}
                xOf={xOf}
                cursor={cursor}
                marks={marks}
                cellText={cellText}
                onPick={onPick}
              />
              {[0.1, 0.35, 0.6, 0.85].map((share) => (
                <span
                  key={share}
                  aria-hidden="true"
                  className="absolute top-full -translate-x-1/2 text-ink-3 text-micro"
                  style={{ left: `${share * 100}%` }}
                >
                  {clock(fromMs + share * spanMs)}
                </span>
              ))}
            </div>
          </div>
        )
      }
    </ChartFigure>
  );
}

function Cells({
  label,
  columns,
  rows,
  most,
  xOf,
  cursor,
  marks,
  cellText,
  onPick,
}: {
  label: string;
  columns: readonly HeatColumn[];
  rows: number;
  most: number;
  /** A time as a place from 0 to 1,000. */
  xOf: (atMs: number) => number;
  cursor: HeatColumn | undefined;
  marks: readonly ChartMark[];
  cellText: (column: HeatColumn, row: number) => string;
  onPick: (atMs: number) => void;
}) {
  return (
    <svg
      viewBox={`0 0 1000 ${rows}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
      className="absolute inset-0 size-full"
    >
      {columns.map((column) => {
        const x = xOf(column.atMs);
        const width = xOf(column.atMs + column.stepMs) - x;
        return (
          // biome-ignore lint/a11y/noStaticElementInteractions: a mouse's way; the same times are buttons in the tables of the charts beside
          <g key={column.atMs} onClick={() => onPick(column.atMs)} className="group/column cursor-pointer">
            <rect
              x={x}
              y={0}
              width={width}
              height={rows}
              className={column === cursor ? "fill-hover" : "fill-transparent group-hover/column:fill-hover"}
            />
            {column.counts.map((count, row) =>
              count === 0 ? null : (
                <rect
                  // biome-ignore lint/suspicious/noArrayIndexKey: a row is its place
                  key={row}
                  data-tip={cellText(column, row)}
                  x={x}
                  y={rows - row - 1}
                  width={width - 0.5}
                  height={0.94}
                  className="fill-series-1"
                  opacity={0.2 + 0.8 * Math.sqrt(count / most)}
                />
              ),
            )}
          </g>
        );
      })}
      {marks.map((mark) => (
        <line
          key={`${mark.atMs}${mark.label}`}
          x1={xOf(mark.atMs)}
          x2={xOf(mark.atMs)}
          y1={0}
          y2={rows}
          strokeDasharray="3 3"
          vectorEffect="non-scaling-stroke"
          className="stroke-ink-2"
        />
      ))}
    </svg>
  );
}

const labelEvery = (rows: number) => Math.ceil(rows / 9);

function HeatTable({
  columns,
  rowLabels,
  marks,
  label,
}: {
  columns: readonly HeatColumn[];
  rowLabels: readonly string[];
  marks: readonly ChartMark[];
  label: string;
}) {
  const format = useFormat();
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by keyboard
    <section aria-label={label} tabIndex={0} className="h-45 overflow-y-auto rounded-control border border-line">
      <table className="w-full text-small">
        <tbody>
          {columns.toReversed().map((column) => (
            <tr key={column.atMs} className="border-line border-b">
              <th scope="row" className="whitespace-nowrap px-2 py-1 text-left align-top font-normal text-ink-3">
                {format.exact(column.atMs)}{" "}
                {marksIn(marks, column.atMs, column.stepMs).map((mark) => (
                  <Badge key={mark.label}>{mark.label}</Badge>
                ))}
              </th>
              <td className="px-2 py-1 text-right">
                {column.counts
                  .flatMap((count, row) => (count === 0 ? [] : [`${rowLabels[row]}: ${format.count(count)}`]))
                  .join(" · ") || "–"}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}
