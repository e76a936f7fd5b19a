import { linePath } from "./line-path";

const WIDTH = 96;
const HEIGHT = 20;

/** One series without axes, from zero to its own maximum; the words beside it say what it is. */
export function Sparkline({ values, label }: { values: readonly (number | null)[]; label: string }) {
  const top = Math.max(1, ...values.map((value) => value ?? 0));
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
      <path
        d={linePath(values, { width: WIDTH, height: HEIGHT - 2, top })}
        transform="translate(0 1)"
        className="fill-none stroke-ink-3"
        strokeWidth={1.25}
        strokeLinejoin="round"
      />
    </svg>
  );
}
