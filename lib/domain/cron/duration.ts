import { CRON_TEXT_MAX } from "./expression";

const NUMBER = String.raw`(\d+\.\d*|(?:\d*\.)?\d+)`;
const DAY = 86_400;
/** In the order in which fugit tries them. */
const UNITS: readonly (readonly [pattern: RegExp, seconds: number])[] = [
  [new RegExp(`${NUMBER} *y(?:ears?)?`, "iy"), 365 * DAY],
  [new RegExp(`${NUMBER} *(?:M|months?)`, "y"), 30 * DAY],
  [new RegExp(`${NUMBER} *w(?:eeks?)?`, "iy"), 7 * DAY],
  [new RegExp(`${NUMBER} *d(?:ays?)?`, "iy"), DAY],
  [new RegExp(`${NUMBER} *h(?:ours?)?`, "iy"), 3_600],
  [new RegExp(`${NUMBER} *m(?:in(?:ute)?s?)?`, "y"), 60],
  [new RegExp(`${NUMBER} *s(?:ec(?:ond)?)?s?`, "iy"), 1],
  [/(\d+\.\d*|\.\d+|\d+)$/y, 1],
];
const BETWEEN = /([ \t,]+|and)*/iy;
const SIGN = /[-+]?/y;
const ISO = /^P(?:(?:-?\d+[YMWD])+(?:T(?:-?(?:\d*\.)?\d+[HMS])+)?|T(?:-?(?:\d*\.)?\d+[HMS])+)$/;
const ISO_DATE: Readonly<Record<string, number>> = { Y: 365 * DAY, M: 30 * DAY, W: 7 * DAY, D: DAY };
const ISO_TIME: Readonly<Record<string, number>> = { H: 3_600, M: 60, S: 1 };

/** Seconds of a duration as rufus-scheduler reads it (`1h30m`, `15 minutes`, `P1DT2H`); null when it is none. */
export function parseDuration(text: string): number | null {
  const written = text.trim();
  if (written === "" || written.length > CRON_TEXT_MAX) return null;
  return plainDuration(written) ?? isoDuration(written.toUpperCase());
}

function plainDuration(text: string): number | null {
  let total = 0;
  let at = 0;
  let sign = 1;
  while (at < text.length) {
    if (at > 0) at = past(BETWEEN, text, at);
    const start = past(SIGN, text, at);
    if (start > at || at === 0) sign = text[at] === "-" ? -1 : 1;
    const found = unitAt(text, start);
    if (!found) return null;
    total += sign * found.seconds;
    at = found.end;
  }
  return total;
}

function unitAt(text: string, at: number): { seconds: number; end: number } | null {
  for (const [pattern, seconds] of UNITS) {
    pattern.lastIndex = at;
    const match = pattern.exec(text);
    if (match) return { seconds: Number(match[1]) * seconds, end: at + match[0].length };
  }
  return null;
}

function past(pattern: RegExp, text: string, at: number): number {
  pattern.lastIndex = at;
  return at + (pattern.exec(text)?.[0].length ?? 0);
}

function isoDuration(text: string): number | null {
  if (!ISO.test(text)) return null;
  const [date = "", time = ""] = text.slice(1).split("T");
  const sum = (part: string, units: Readonly<Record<string, number>>) =>
    [...part.matchAll(/(-?[\d.]+)([A-Z])/g)].reduce(
      (total, [, n, unit]) => total + Number(n) * (units[unit ?? ""] ?? 0),
      0,
    );
  return sum(date, ISO_DATE) + sum(time, ISO_TIME);
}
