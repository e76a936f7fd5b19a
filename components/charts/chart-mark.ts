/** Something that happened at one moment, drawn as an upright line: a deploy. */
export interface ChartMark {
  atMs: number;
  label: string;
}

/** The marks within one step of a chart. */
export function marksIn(marks: readonly ChartMark[], atMs: number, stepMs: number): ChartMark[] {
  return marks.filter((mark) => mark.atMs >= atMs && mark.atMs < atMs + stepMs);
}
