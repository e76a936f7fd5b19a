import { readSchedule, upcoming } from "@/lib/domain/cron/schedule";
import { findZone, UTC, type Zone } from "@/lib/domain/cron/zone";
import type { CronEntry } from "@/lib/domain/cron.schema";

/** What the browser offers, the reader's own and UTC first. */
export function zoneNames(): string[] {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  return [...new Set(["UTC", own, ...Intl.supportedValuesOf("timeZone")])];
}

export const zoneOf = (name: string): Zone => findZone(name) ?? UTC;

/** The zone an entry names itself; null = that of its workers, which the store does not tell. */
export function ownZone(entry: Pick<CronEntry, "scheduler" | "schedule">): Zone | null {
  const read = entry.schedule && readSchedule(entry.scheduler, entry.schedule);
  return read?.kind === "cron" ? read.cron.zone : null;
}

export function nextTimes(entry: CronEntry, fromMs: number, assumed: Zone, count: number): number[] {
  const read = entry.schedule && readSchedule(entry.scheduler, entry.schedule);
  return read ? upcoming(read, fromMs, assumed, count, entry.nextRunMs) : [];
}

export interface ShownTime {
  text: string;
  /** `GMT+2`: the offset then. */
  offset: string;
  /** The clock was changed since the time before. */
  changed: boolean;
}

/** Times in one zone, each with its offset, so that a change of the clock shows. */
export function inZone(times: readonly number[], zone: string, locale: string): ShownTime[] {
  const day = new Intl.DateTimeFormat(locale, {
    timeZone: zone,
    weekday: "short",
    day: "numeric",
    month: "short",
    hour: "2-digit",
    minute: "2-digit",
    second: times.some((at) => at % 60_000 !== 0) ? "2-digit" : undefined,
    hourCycle: "h23",
  });
  const offset = new Intl.DateTimeFormat("en", { timeZone: zone, timeZoneName: "shortOffset" });
  let before: string | null = null;
  return times.map((at) => {
    const name = offset.formatToParts(at).find(({ type }) => type === "timeZoneName")?.value ?? "";
    const changed = before !== null && before !== name;
    before = name;
    return { text: day.format(at), offset: name, changed };
  });
}
