const PATHS = {
  check: "M3 8.5 6.5 12 13 4.5",
  cross: "M4 4l8 8M12 4l-8 8",
  chevronDown: "M4 6l4 4 4-4",
  chevronRight: "M6 4l4 4-4 4",
  chevronLeft: "M10 4 6 8l4 4",
  up: "M8 13V3M4 7l4-4 4 4",
  down: "M8 3v10M4 9l4 4 4-4",
  more: "M3.500 8h.01M8 8h.01M12.500 8h.01",
  search: "M7 12A5 5 0 1 0 7 2a5 5 0 0 0 0 10ZM10.500 10.500 14 14",
  menu: "M2 4h12M2 8h12M2 12h12",
  alert: "M8 2 14.500 13.500h-13ZM8 6.500v3M8 11.500h.01",
  stop: "M8 14.500a6.500 6.500 0 1 0 0-13 6.500 6.500 0 0 0 0 13ZM5.500 5.500l5 5M10.500 5.500l-5 5",
  pause: "M5.500 3v10M10.500 3v10",
  dot: "M8 10.500a2.500 2.500 0 1 0 0-5 2.500 2.500 0 0 0 0 5Z",
  ring: "M8 13.500a5.500 5.500 0 1 0 0-11 5.500 5.500 0 0 0 0 11Z",
  link: "M6 10l4-4M7 4.500 8.500 3a3 3 0 0 1 4.500 4.500L11.500 9M9 11.500 7.500 13A3 3 0 0 1 3 8.500L4.500 7",
  minus: "M3 8h10",
  play: "M5 3l8 5-8 5Z",
  bolt: "M9 2 4 9h4l-1 5 5-7H8Z",
} as const;

export type GlyphName = keyof typeof PATHS;

/** A 16-unit line drawing; always beside a word or inside a labelled control, so it is hidden from readers. */
export function Glyph({ name, size = 12 }: { name: GlyphName; size?: 12 | 16 }) {
  return (
    <svg
      viewBox="0 0 16 16"
      width={size}
      height={size}
      aria-hidden="true"
      focusable="false"
      fill="none"
      stroke="currentColor"
      strokeWidth={name === "more" ? 2.5 : 1.75}
      strokeLinecap="round"
      strokeLinejoin="round"
      className="shrink-0"
    >
      <path d={PATHS[name]} />
    </svg>
  );
}
