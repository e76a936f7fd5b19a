import { readSchedule } from "@/lib/domain/cron/schedule";
import { nextTick } from "@/lib/domain/cron/ticks";
import type { Zone } from "@/lib/domain/cron/zone";
import type { CronEntry } from "@/lib/domain/cron.schema";

const SLOT_MS = 900_000;
const SLOTS = 96;
/** An entry that runs more often than every five minutes starts together with everything: it is left out. */
const TICKS_MAX = 288;

export interface ComingBar {
  fromMs: number;
  toMs: number;
  count: number;
  names: string[];
  /** Several entries start in the same minute of it. */
  collides: boolean;
}

/** Entries that start in the same minutes. */
export interface Collision {
  ids: string[];
  names: string[];
  /** Beginnings of those minutes, soonest first. */
  timesMs: number[];
}

/** The next 24 hours by quarters of an hour, and which entries start together in them, most of them first. */
export function coming(entries: readonly CronEntry[], assumed: Zone, nowMs: number) {
  const startMs = Math.floor(nowMs / SLOT_MS) * SLOT_MS;
  const bars: ComingBar[] = Array.from({ length: SLOTS }, (_, index) => ({
    fromMs: startMs + index * SLOT_MS,
    toMs: startMs + (index + 1) * SLOT_MS,
    count: 0,
    names: [],
    collides: false,
  }));
  const minutes = new Map<number, Map<string, string>>();
  let often = 0;
  for (const entry of entries) {
    if (!entry.enabled) continue;
    const times = timesOf(entry, assumed, nowMs, startMs + SLOTS * SLOT_MS);
    const frequent = times.length >= TICKS_MAX;
    if (frequent) {
      often += 1;
      continue;
    }
    for (const atMs of times) {
      const bar = bars[Math.floor((atMs - startMs) / SLOT_MS)];
      if (!bar) continue;
      bar.count += 1;
      if (!bar.names.includes(entry.name)) bar.names.push(entry.name);
      const minute = Math.floor(atMs / 60_000) * 60_000;
      const starting = minutes.get(minute) ?? new Map<string, string>();
      minutes.set(minute, starting.set(entry.id, entry.name));
    }
  }
  const collisions = collisionsOf(minutes);
  for (const { timesMs } of collisions) {
    for (const atMs of timesMs) {
      const bar = bars[Math.floor((atMs - startMs) / SLOT_MS)];
      if (bar) bar.collides = true;
    }
  }
  return { bars, collisions, often, total: bars.reduce((sum, { count }) => sum + count, 0) };
}

function collisionsOf(minutes: ReadonlyMap<number, ReadonlyMap<string, string>>): Collision[] {
  const groups = new Map<string, Collision>();
  for (const [atMs, starting] of [...minutes].sort(([a], [b]) => a - b)) {
    if (starting.size < 2) continue;
    const entries = [...starting].sort(([a], [b]) => (a < b ? -1 : 1));
    const key = JSON.stringify(entries.map(([id]) => id));
    const group = groups.get(key) ?? {
      ids: entries.map(([id]) => id),
      names: entries.map(([, name]) => name),
      timesMs: [],
    };
    group.timesMs.push(atMs);
    groups.set(key, group);
  }
  return [...groups.values()].sort((a, b) => b.ids.length - a.ids.length || b.timesMs.length - a.timesMs.length);
}

function timesOf(entry: CronEntry, assumed: Zone, fromMs: number, toMs: number): number[] {
  const read = entry.schedule && readSchedule(entry.scheduler, entry.schedule);
  if (!read) return [];
  const times: number[] = [];
  if (read.kind === "every") {
    if (entry.nextRunMs === null) return [];
    const everyMs = read.everySec * 1000;
    const first = entry.nextRunMs + Math.max(0, Math.ceil((fromMs - entry.nextRunMs) / everyMs)) * everyMs;
    for (let at = first; at < toMs && times.length < TICKS_MAX; at += everyMs) times.push(at);
  } else {
    for (let at = fromMs; times.length < TICKS_MAX; ) {
      const next = nextTick(read.cron, at, assumed);
      if (next === null || next >= toMs) break;
      times.push(next);
      at = next;
    }
  }
  return times;
}
