/** The sets and lists a job can be in, as `set:` names them. */
export const FILTER_SETS = ["queue", "scheduled", "retry", "dead", "running"] as const;
export type FilterSet = (typeof FILTER_SETS)[number];

/** Keys whose whole value is compared, `*` standing for any run of characters; `message` is looked through instead. */
export const TEXT_KEYS = [
  "class",
  "queue",
  "error",
  "message",
  "arg",
  "jid",
  "tag",
  "bid",
  "set",
  "process",
  "cron",
  "lock",
  "group",
] as const;
/** age: since it was created · latency: how long it has waited, or waited before it ran. */
export const DURATION_KEYS = ["age", "latency"] as const;
/** retries: failed attempts so far, as the list shows them. */
export const NUMBER_KEYS = ["retries"] as const;
/** at: the time a list shows (due, next attempt, died, started) · next: due or next attempt, of what waits for a time. */
export const TIME_KEYS = ["at", "enqueued", "died", "next"] as const;

export const FILTER_KEYS = [...TEXT_KEYS, ...DURATION_KEYS, ...NUMBER_KEYS, ...TIME_KEYS] as const;

export type TextKey = (typeof TEXT_KEYS)[number];
export type DurationKey = (typeof DURATION_KEYS)[number];
export type NumberKey = (typeof NUMBER_KEYS)[number];
export type TimeKey = (typeof TIME_KEYS)[number];
export type FilterKey = (typeof FILTER_KEYS)[number];

/** Lengths a filter may have: of its text, of its tree, and of brackets in brackets. */
export const FILTER_CHARS = 500;
export const FILTER_NODES = 100;
export const FILTER_DEPTH = 20;

export const isFilterSet = (text: string): text is FilterSet => includes(FILTER_SETS, text);
export const isTextKey = (text: string): text is TextKey => includes(TEXT_KEYS, text);
export const isDurationKey = (text: string): text is DurationKey => includes(DURATION_KEYS, text);
export const isNumberKey = (text: string): text is NumberKey => includes(NUMBER_KEYS, text);
export const isTimeKey = (text: string): text is TimeKey => includes(TIME_KEYS, text);
export const isFilterKey = (text: string): text is FilterKey => includes(FILTER_KEYS, text);

function includes(list: readonly string[], text: string): boolean {
  return list.includes(text);
}
