export interface HistogramBar {
  /** Tells bars of one label apart: an hour that the clocks repeat. */
  id: number;
  /** What the bar stands for, for readers and on hover: "15:00–15:10: 214". */
  label: string;
  value: number;
  /** Stands out among the others; its label says why. */
  marked?: boolean;
}

const HEIGHT = 48;

/** Counts over time as bars of 48 px. */
export function Histogram({ bars, label }: { bars: readonly HistogramBar[]; label: string }) {
  const top = Math.max(1, ...bars.map((bar) => bar.value));
  const width = bars.length * 10;
  return (
    <svg
      viewBox={`0 0 ${Math.max(10, width)} ${HEIGHT}`}
      preserveAspectRatio="none"
      role="img"
      aria-label={label}
      className="block h-[48px] w-full border-line border-b"
    >
      {bars.map((bar, index) => {
        const height = bar.value === 0 ? 0 : Math.max(2, (bar.value / top) * (HEIGHT - 2));
        return (
          <g key={bar.id} data-tip={bar.label} className="group/bar">
            <rect
              x={index * 10}
              y={0}
              width={10}
              height={HEIGHT}
              className="fill-transparent group-hover/bar:fill-hover"
            />
            <rect
              x={index * 10 + 1}
              y={HEIGHT - height}
              width={8}
              height={height}
              className={bar.marked ? "fill-warn" : "fill-ink-3"}
            />
          </g>
        );
      })}
    </svg>
  );
}
