export type TimeZoneChoice = "local" | "utc";

const formats = new Map<string, Intl.DateTimeFormat>();

function format(locale: string, zone: TimeZoneChoice, kind: keyof typeof OPTIONS): Intl.DateTimeFormat {
  const key = `${locale}|${zone}|${kind}`;
  const known = formats.get(key);
  if (known !== undefined) return known;
  const made = new Intl.DateTimeFormat(locale, { ...OPTIONS[kind], ...(zone === "utc" ? { timeZone: "UTC" } : {}) });
  formats.set(key, made);
  return made;
}

const TO_THE_SECOND = {
  year: "numeric",
  month: "short",
  day: "numeric",
  hour: "2-digit",
  minute: "2-digit",
  second: "2-digit",
  hourCycle: "h23",
} as const;

const OPTIONS = {
  exact: { ...TO_THE_SECOND, timeZoneName: "short" },
  clock: { hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  day: { month: "short", day: "numeric" },
  dayClock: { month: "short", day: "numeric", hour: "2-digit", minute: "2-digit", hourCycle: "h23" },
  span: TO_THE_SECOND,
} as const satisfies Record<string, Intl.DateTimeFormatOptions>;

/** `22 Nov 2026, 15:09:12 UTC`, in the locale's order. */
export function formatExact(atMs: number, locale: string, zone: TimeZoneChoice): string {
  return safely(atMs, format(locale, zone, "exact"));
}

/** `15:09`. */
export function formatClock(atMs: number, locale: string, zone: TimeZoneChoice): string {
  return safely(atMs, format(locale, zone, "clock"));
}

/** `Nov 22`. */
export function formatDay(atMs: number, locale: string, zone: TimeZoneChoice): string {
  return safely(atMs, format(locale, zone, "day"));
}

/** `Nov 22, 15:09`. */
export function formatDayClock(atMs: number, locale: string, zone: TimeZoneChoice): string {
  return safely(atMs, format(locale, zone, "dayClock"));
}

/** `22 Nov 2026, 15:09:12 – 15:11:30`: what both ends share is said once. Both within the calendar. */
export function formatSpan(fromMs: number, toMs: number, locale: string, zone: TimeZoneChoice): string {
  return format(locale, zone, "span").formatRange(fromMs, toMs);
}

/** A store may hold any number as a time; one outside the calendar is shown as it is. */
function safely(atMs: number, formatter: Intl.DateTimeFormat): string {
  return Math.abs(atMs) <= 8.64e15 ? formatter.format(atMs) : String(atMs);
}
