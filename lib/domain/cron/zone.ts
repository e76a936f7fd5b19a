/** A time zone that schedules are counted in. */
export interface Zone {
  readonly name: string;
  /** Seconds to add to UTC at that time. */
  offsetSec(atSec: number): number;
}

/** Transitions happen at whole quarters of an hour. */
const SLICE_SEC = 900;
const CACHE_MAX = 20_000;
const DELTA = /^([+-])(0\d|1[01]):?([0-5]\d)?$/;
const LINKS = new Set(
  "Cuba Egypt Eire Greenwich Hongkong Iceland Iran Israel Jamaica Japan Kwajalein Libya Navajo Poland Portugal Singapore Turkey Universal Zulu".split(
    " ",
  ),
);

const known = new Map<string, Zone | null>();

/** An IANA name or an offset such as `+05:30`; null for what names no zone. Names are case sensitive, as in Ruby. */
export function findZone(name: string): Zone | null {
  const before = known.get(name);
  if (before !== undefined) return before;
  const zone = fixedZone(name) ?? namedZone(name);
  if (known.size < 1_000) known.set(name, zone);
  return zone;
}

export const UTC: Zone = { name: "UTC", offsetSec: () => 0 };

function fixedZone(name: string): Zone | null {
  if (name === "Z") return UTC;
  const match = DELTA.exec(name);
  if (!match) return null;
  const offset = (Number(match[2]) * 3600 + Number(match[3] ?? 0) * 60) * (match[1] === "-" ? -1 : 1);
  return { name, offsetSec: () => offset };
}

function namedZone(name: string): Zone | null {
  if (name === "UTC") return UTC;
  if (!/^[A-Z0-9+-]+$/.test(name) && !/^[A-Z][A-Za-z0-9_+/-]*\/[A-Z]/.test(name) && !LINKS.has(name)) return null;
  let format: Intl.DateTimeFormat;
  try {
    format = new Intl.DateTimeFormat("en-US", {
      timeZone: name,
      hourCycle: "h23",
      year: "numeric",
      month: "numeric",
      day: "numeric",
      hour: "numeric",
      minute: "numeric",
      second: "numeric",
    });
  } catch {
    return null;
  }
  const cache = new Map<number, number>();
  return {
    name,
    offsetSec(atSec) {
      const slice = Math.floor(atSec / SLICE_SEC);
      const cached = cache.get(slice);
      if (cached !== undefined) return cached;
      const offset = measure(format, slice * SLICE_SEC);
      if (cache.size >= CACHE_MAX) cache.clear();
      cache.set(slice, offset);
      return offset;
    },
  };
}

function measure(format: Intl.DateTimeFormat, atSec: number): number {
  const [month = 1, day = 1, year = 1970, hour = 0, minute = 0, second = 0] = (
    format.format(atSec * 1000).match(/\d+/g) ?? []
  ).map(Number);
  return Date.UTC(year, month - 1, day, hour, minute, second) / 1000 - atSec;
}
