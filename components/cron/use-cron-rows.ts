"use client";

import { useMemo } from "react";
import type { Sorting } from "@/components/table/column";
import { useHeldOrder } from "@/components/table/use-held-order";
import type { Zone } from "@/lib/domain/cron/zone";
import type { CronEntry } from "@/lib/domain/cron.schema";
import type { CronRow } from "./cron-columns";
import { flagOf, troubleRank } from "./trouble";
import { nextTimes } from "./zones";

export const SORTS = ["trouble", "state", "name", "queue", "last", "next", "declared"] as const;
export const SHOWS = ["all", "on", "paused", "trouble"] as const;
export type CronSort = (typeof SORTS)[number];
export type CronShow = (typeof SHOWS)[number];

const idOf = ({ entry }: CronRow) => entry.id;
const collator = new Intl.Collator("en", { numeric: true });

/** The entries that pass the filter, held in the order they were sorted in. */
export function useCronRows(
  entries: readonly CronEntry[],
  options: {
    q: string;
    together: readonly string[] | null;
    show: CronShow;
    sort: CronSort;
    desc: boolean;
    zone: Zone;
    minuteMs: number;
  },
) {
  const { q, together, show, sort, desc, zone, minuteMs } = options;
  const all = useMemo(
    () => entries.map((entry) => ({ entry, nextMs: nextTimes(entry, minuteMs, zone, 1)[0] ?? null })),
    [entries, zone, minuteMs],
  );
  const shown = useMemo(() => {
    const text = q.trim().toLowerCase();
    return all.filter(
      ({ entry }) => isShown(entry, show) && matches(entry, text) && (together === null || together.includes(entry.id)),
    );
  }, [all, q, together, show]);
  const compare = useMemo(() => comparing(sort, desc), [sort, desc]);
  return useHeldOrder(shown, idOf, compare);
}

function isShown(entry: CronEntry, show: CronShow): boolean {
  if (show === "on") return entry.enabled;
  if (show === "paused") return !entry.enabled;
  return show === "all" || entry.problem !== null || flagOf(entry) !== null;
}

function matches(
  { name, class: className, args, queue, schedule, description, namespace }: CronEntry,
  text: string,
): boolean {
  if (text === "") return true;
  const places = [name, className, args, queue, schedule?.text, description, namespace];
  return places.some((place) => place?.toLowerCase().includes(text));
}

function sortValue({ entry, nextMs }: CronRow, sort: CronSort): number | string | null {
  switch (sort) {
    case "trouble":
      return troubleRank(entry);
    case "state":
      return entry.enabled ? 0 : 1;
    case "name":
      return entry.name;
    case "queue":
      return entry.queue;
    case "last":
      return entry.lastRunMs;
    case "declared":
      return `${entry.declared ?? ""}${entry.scheduler}`;
    default:
      return entry.enabled ? nextMs : null;
  }
}

/** What is unknown comes last whichever way; what is equal goes by its next run, then by name. */
function comparing(sort: CronSort, desc: boolean) {
  const by = (a: CronRow, b: CronRow, each: CronSort): number => {
    const [left, right] = [sortValue(a, each), sortValue(b, each)];
    if (left === right) return 0;
    if (left === null) return desc ? -1 : 1;
    if (right === null) return desc ? 1 : -1;
    return typeof left === "number" && typeof right === "number"
      ? left - right
      : collator.compare(`${left}`, `${right}`);
  };
  return (a: CronRow, b: CronRow): number => {
    const first = by(a, b, sort);
    return (
      (desc ? -first : first) ||
      (by(a, b, "next") && Number(by(a, b, "next"))) ||
      collator.compare(a.entry.name, b.entry.name)
    );
  };
}

export type CronSorting = Sorting & { id: CronSort };
