/** So many lines fit above zero. */
const LINES = 4;

/** The first ruled line above the data: the highest line is labelled, and the scale does not twitch with each sample. */
export function niceTop(max: number | null, steps: readonly number[]): number {
  if (max === null || max <= 0) return steps[0] ?? 1;
  const above = max * 1.05;
  const step = steps.find((one) => one * LINES >= above);
  return step === undefined ? max : Math.ceil(above / step) * step;
}
