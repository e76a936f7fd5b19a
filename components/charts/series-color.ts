/** Lines that say "failed" may be red; the others take a number. */
export type SeriesColor = "bad" | "1" | "2" | "3" | "4" | "5" | "6";

export const SWATCHES: Record<SeriesColor, string> = {
  bad: "bg-bad",
  "1": "bg-series-1",
  "2": "bg-series-2",
  "3": "bg-series-3",
  "4": "bg-series-4",
  "5": "bg-series-5",
  "6": "bg-series-6",
};

export const SERIES_COLORS: readonly SeriesColor[] = ["1", "2", "3", "4", "5", "6"];

/** The CSS variable a canvas reads. */
export function colorVariable(color: SeriesColor): string {
  return color === "bad" ? "--bad" : `--series-${color}`;
}
