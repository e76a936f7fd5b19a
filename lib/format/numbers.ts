const formats = new Map<string, Intl.NumberFormat>();

function format(locale: string, options: Intl.NumberFormatOptions): Intl.NumberFormat {
  const key = `${locale}|${JSON.stringify(options)}`;
  const known = formats.get(key);
  if (known !== undefined) return known;
  const made = new Intl.NumberFormat(locale, options);
  formats.set(key, made);
  return made;
}

/** `60214` → `60,214`. */
export function formatCount(value: number, locale: string): string {
  return format(locale, { maximumFractionDigits: 0 }).format(value);
}

/** `40213` → `40.2K`: only where the exact count stands on hover. */
export function formatCompact(value: number, locale: string): string {
  if (Math.abs(value) < 10_000) return formatCount(value, locale);
  return format(locale, { notation: "compact", maximumFractionDigits: 1 }).format(value);
}

/** Per minute: one decimal below ten, none above. */
export function formatRate(value: number, locale: string): string {
  const digits = value !== 0 && Math.abs(value) < 10 ? 1 : 0;
  return format(locale, { maximumFractionDigits: digits, minimumFractionDigits: digits }).format(value);
}

/** `+1,204`, `−3`, `±0`. */
export function formatChange(value: number, locale: string): string {
  if (value === 0) return "±0";
  const text = formatCompact(Math.abs(Math.round(value)), locale);
  return value > 0 ? `+${text}` : `−${text}`;
}

/** `0.5` → `50%` (as the locale writes it). */
export function formatShare(value: number, locale: string): string {
  return format(locale, { style: "percent", maximumFractionDigits: 0 }).format(value);
}

const BYTE_UNITS = ["B", "KiB", "MiB", "GiB", "TiB"];

/** `5814000000` → `5.4 GiB`. */
export function formatBytes(bytes: number, locale: string): string {
  let value = bytes;
  let unit = 0;
  while (value >= 1024 && unit < BYTE_UNITS.length - 1) {
    value /= 1024;
    unit += 1;
  }
  const digits = unit > 0 && value < 10 ? 1 : 0;
  return `${format(locale, { maximumFractionDigits: digits }).format(value)}\u00a0${BYTE_UNITS[unit]}`;
}
