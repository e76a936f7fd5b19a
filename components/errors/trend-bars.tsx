const WIDTH = 120;
const HEIGHT = 24;
const GAP = 1;

/** Failures an hour, the current hour last, in the height of a row. */
export function TrendBars({ values, label }: { values: readonly number[]; label: string }) {
  const top = Math.max(1, ...values);
  const step = WIDTH / Math.max(1, values.length);
  return (
    <svg
      viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
      width={WIDTH}
      height={HEIGHT}
      role="img"
      aria-label={label}
      className="block"
    >
      <path d={`M0 ${HEIGHT - 0.5}H${WIDTH}`} className="stroke-line" />
      {values.map((value, hour) => {
        const height = value === 0 ? 0 : Math.max(2, (value / top) * (HEIGHT - 2));
        return height === 0 ? null : (
          <rect
            // biome-ignore lint/suspicious/noArrayIndexKey: a bar is its hour
            key={hour}
            x={hour * step}
            y={HEIGHT - height}
            width={step - GAP}
            height={height}
            className={hour >= values.length - 1 ? "fill-bad" : "fill-ink-3"}
          />
        );
      })}
    </svg>
  );
}
