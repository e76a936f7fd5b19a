const STEPS = [
  { unit: "d", sec: 86_400 },
  { unit: "h", sec: 3_600 },
  { unit: "m", sec: 60 },
  { unit: "s", sec: 1 },
] as const;

const DAYS_ALONE_SEC = 100 * 86_400;

const GAP = "\u00a0";

/** The two largest units: `3 m 12 s`, `41 d 2 h`, `0.4 s`, `12 s`; from 100 days on days alone. Negative counts as zero. */
export function formatDuration(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  if (whole < 1) return seconds > 0.05 ? `${(Math.floor(seconds * 10) / 10).toFixed(1)}${GAP}s` : `0${GAP}s`;
  const first = STEPS.findIndex((step) => whole >= step.sec);
  const large = STEPS[first];
  const small = STEPS[first + 1];
  if (large === undefined) return `0${GAP}s`;
  const head = `${Math.floor(whole / large.sec)}${GAP}${large.unit}`;
  if (small === undefined || whole >= DAYS_ALONE_SEC) return head;
  const rest = Math.floor((whole % large.sec) / small.sec);
  return rest === 0 ? head : `${head}${GAP}${rest}${GAP}${small.unit}`;
}

/** One unit: `3 m`, `41 d`; where width is dear. */
export function formatDurationShort(seconds: number): string {
  const whole = Math.max(0, Math.floor(seconds));
  const step = STEPS.find((candidate) => whole >= candidate.sec);
  return step === undefined ? `0${GAP}s` : `${Math.floor(whole / step.sec)}${GAP}${step.unit}`;
}

/** Run times: `0 ms`, `340 ms`, `1.25 s`, `12.4 s`, `3 m 12 s`. */
export function formatMillis(ms: number): string {
  const value = Math.max(0, ms);
  if (value < 999.5) return `${Math.round(value)}${GAP}ms`;
  if (value < 59_950) return `${Number((value / 1_000).toFixed(value < 9_995 ? 2 : 1))}${GAP}s`;
  return formatDuration(value / 1_000);
}
