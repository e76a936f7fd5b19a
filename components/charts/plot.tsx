"use client";

import { useEffect, useRef } from "react";
import uPlot from "uplot";
import { usePreferences } from "@/components/ui/preferences";
import { useFormat } from "@/components/ui/use-format";
import "uplot/dist/uPlot.min.css";
import type { ChartMark } from "./chart-mark";
import { niceTop } from "./nice-top";
import { PLOT_LEFT_PX, PLOT_RIGHT_PX } from "./plot-box";
import { colorVariable } from "./series-color";
import type { ChartSeries } from "./time-series";

interface PlotProps {
  atMs: readonly number[];
  series: readonly ChartSeries[];
  syncKey: string;
  format: (value: number) => string;
  scale: "count" | "duration" | "millis";
  axis: "clock" | "day";
  marks: readonly ChartMark[];
  /** Where the time axis ends; at the last value when absent. */
  toMs: number | undefined;
  /** The step that the page tells more of: it stands on a band. */
  chosenMs: number | null;
  onHover: (index: number | null) => void;
  onPick: ((index: number) => void) | undefined;
}

/** The canvas itself: from zero up, gaps left open, colours of the theme, no motion. */
export function Plot({
  atMs,
  series,
  syncKey,
  format,
  scale,
  axis,
  marks,
  toMs,
  chosenMs,
  onHover,
  onPick,
}: PlotProps) {
  const host = useRef<HTMLDivElement>(null);
  const plot = useRef<uPlot>(null);
  const formats = useFormat();
  const { theme, zone } = usePreferences();
  const latest = useRef({ format, formats, axis, marks, toMs, chosenMs, onHover, onPick });
  const data: uPlot.AlignedData = [atMs.map((at) => at / 1000), ...series.map((one) => [...one.values])];
  const latestData = useRef(data);
  useEffect(() => {
    latest.current = { format, formats, axis, marks, toMs, chosenMs, onHover, onPick };
    latestData.current = data;
  });
  const lines = series.map((one) => `${one.name}|${one.color}`).join(",");

  // biome-ignore lint/correctness/useExhaustiveDependencies: a chart is made anew for other lines, theme or zone; its data flows below
  useEffect(() => {
    const element = host.current;
    if (element === null) return;
    const made = new uPlot(optionsOf(element, series, { syncKey, scale }, latest), latestData.current, element);
    plot.current = made;
    const pick = () => {
      if (made.cursor.idx != null) latest.current.onPick?.(made.cursor.idx);
    };
    made.over.addEventListener("click", pick);
    const resize = new ResizeObserver(() => made.setSize({ width: element.clientWidth, height: element.clientHeight }));
    resize.observe(element);
    const restyle = new MutationObserver(() => made.redraw(false));
    restyle.observe(document.documentElement, { attributeFilter: ["data-theme"] });
    return () => {
      resize.disconnect();
      restyle.disconnect();
      made.destroy();
      plot.current = null;
    };
  }, [lines, syncKey, theme, zone, scale, axis]);

  useEffect(() => {
    plot.current?.setData(data);
  });

  return <div ref={host} aria-hidden="true" className="absolute inset-0 overflow-hidden" />;
}

type Latest = {
  current: Pick<PlotProps, "format" | "axis" | "marks" | "toMs" | "chosenMs" | "onHover" | "onPick"> & {
    formats: ReturnType<typeof useFormat>;
  };
};

function optionsOf(
  element: HTMLElement,
  series: readonly ChartSeries[],
  { syncKey, scale }: Pick<PlotProps, "syncKey" | "scale">,
  latest: Latest,
): uPlot.Options {
  const steps = STEPS[scale];
  const css = (name: string) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const font = `11px ${getComputedStyle(document.body).fontFamily}`;
  const axisOf = (size: number): uPlot.Axis => ({
    stroke: () => css("--ink-3"),
    font,
    size,
    gap: 4,
    ticks: { show: false },
    grid: { stroke: () => css("--line"), width: 1 },
  });
  return {
    width: element.clientWidth,
    height: element.clientHeight,
    padding: [8, PLOT_RIGHT_PX, 0, 0],
    legend: { show: false },
    cursor: {
      sync: { key: syncKey },
      drag: { x: false, y: false },
      points: { size: 6 },
      y: false,
    },
    scales: {
      x: { range: (_, min, max) => [min, Math.max(max, (latest.current.toMs ?? 0) / 1000)] },
      y: { range: (_, __, max) => [0, niceTop(max, steps)] },
    },
    axes: [
      {
        ...axisOf(20),
        space: 72,
        grid: { show: false },
        values: (_, splits) => {
          const { formats, axis } = latest.current;
          return splits.map((at) => {
            const clock = formats.clock(at * 1000);
            return axis === "day" || clock === "00:00" ? formats.day(at * 1000) : clock;
          });
        },
      },
      {
        ...axisOf(PLOT_LEFT_PX),
        space: 32,
        incrs: steps,
        values: (_, splits) => splits.map((value) => latest.current.format(value)),
      },
    ],
    series: [
      {},
      ...series.map((one) => ({
        stroke: () => css(colorVariable(one.color)),
        width: 1.5,
        points: { show: true, size: 3, fill: () => css(colorVariable(one.color)), filter: lonely },
      })),
    ],
    hooks: {
      setCursor: [(chart) => latest.current.onHover(chart.cursor.idx ?? null)],
      drawClear: [(chart) => drawChosen(chart, latest.current.chosenMs, css("--accent-wash"))],
      draw: [(chart) => drawMarks(chart, latest.current.marks, css("--ink-2"))],
    },
  };
}

/** Values between two gaps, which no line would show. */
function lonely(chart: uPlot, series: number, show: boolean): number[] {
  const values = chart.data[series];
  if (!show || values === undefined) return [];
  const found: number[] = [];
  for (let at = 0; at < values.length; at += 1) {
    if (values[at] != null && values[at - 1] == null && values[at + 1] == null) found.push(at);
  }
  return found;
}

/** A band below the lines from the middle of the step before to the middle of the one after. */
function drawChosen(chart: uPlot, chosenMs: number | null, color: string): void {
  const [times] = chart.data;
  if (chosenMs === null || times === undefined || !times.includes(chosenMs / 1000)) return;
  const { ctx, bbox } = chart;
  const half = ((times[1] ?? 0) - (times[0] ?? 0)) / 2;
  const xOf = (sec: number) => Math.round(chart.valToPos(sec, "x", true));
  const [from, to] = [xOf(chosenMs / 1000 - half), xOf(chosenMs / 1000 + half)];
  ctx.save();
  ctx.fillStyle = color;
  ctx.fillRect(Math.max(from, bbox.left), bbox.top, Math.max(to - from, 2), bbox.height);
  ctx.restore();
}

/** A dashed line with a flag at its head for each mark. */
function drawMarks(chart: uPlot, marks: readonly ChartMark[], color: string): void {
  const { ctx, bbox } = chart;
  const pixel = uPlot.pxRatio;
  ctx.save();
  ctx.strokeStyle = color;
  ctx.fillStyle = color;
  ctx.lineWidth = pixel;
  for (const { atMs } of marks) {
    const x = Math.round(chart.valToPos(atMs / 1000, "x", true));
    if (x < bbox.left || x > bbox.left + bbox.width) continue;
    ctx.setLineDash([3 * pixel, 3 * pixel]);
    ctx.beginPath();
    ctx.moveTo(x, bbox.top);
    ctx.lineTo(x, bbox.top + bbox.height);
    ctx.stroke();
    ctx.beginPath();
    ctx.moveTo(x, bbox.top - 4 * pixel);
    ctx.lineTo(x + 6 * pixel, bbox.top - pixel);
    ctx.lineTo(x, bbox.top + 2 * pixel);
    ctx.fill();
  }
  ctx.restore();
}

const COUNT_STEPS = Array.from({ length: 12 }, (_, power) => [1, 2, 5].map((digit) => digit * 10 ** power)).flat();
/** Seconds that read well: up to an hour, then hours and days. */
const DURATION_STEPS = [
  1, 2, 5, 10, 20, 30, 60, 120, 300, 600, 1_200, 1_800, 3_600, 7_200, 14_400, 28_800, 43_200, 86_400, 172_800, 432_000,
  864_000, 1_728_000, 4_320_000, 8_640_000,
];

const MILLIS_STEPS = [1, 2, 5, 10, 20, 50, 100, 200, 500, ...DURATION_STEPS.map((sec) => sec * 1_000)];
const STEPS = { count: COUNT_STEPS, duration: DURATION_STEPS, millis: MILLIS_STEPS };
