import type { Snapshot } from "@/lib/domain/overview.schema";
import type { Facet } from "@/lib/domain/source.schema";
import type { Section } from "./paths";

export type NavSection = Exclude<Section, "jobs" | "entries">;

export interface NavItem {
  section: NavSection;
  /** The second key after `g`. */
  key: string;
  count: ((snapshot: Snapshot) => number | null) | null;
  /** Left out where the store has no such keys. */
  facet?: Facet;
}

/** The rail from top to bottom; each number is the total of the list it leads to. */
export const NAV_ITEMS: readonly (readonly NavItem[])[] = [
  [
    { section: "overview", key: "o", count: null },
    { section: "queues", key: "q", count: (snapshot) => snapshot.sizes.enqueued },
    { section: "busy", key: "b", count: (snapshot) => snapshot.sizes.busy },
    { section: "retries", key: "r", count: (snapshot) => snapshot.sizes.retry },
    { section: "scheduled", key: "s", count: (snapshot) => snapshot.sizes.scheduled },
    { section: "dead", key: "d", count: (snapshot) => snapshot.sizes.dead },
    { section: "errors", key: "e", count: null },
    { section: "search", key: "/", count: null },
  ],
  [
    { section: "cron", key: "c", count: null, facet: "cron" },
    { section: "metrics", key: "m", count: null, facet: "metrics" },
    { section: "profiles", key: "f", count: null, facet: "profiles" },
  ],
  [
    { section: "locks", key: "l", count: null, facet: "locks" },
    { section: "batches", key: "n", count: null, facet: "batches" },
    { section: "limiters", key: "y", count: null, facet: "limiters" },
    { section: "failures", key: "u", count: null, facet: "failures" },
    { section: "statuses", key: "j", count: null, facet: "statuses" },
  ],
  [
    { section: "operations", key: "p", count: (snapshot) => snapshot.runningOperations || null },
    { section: "trash", key: "t", count: null },
  ],
];

/** What the rail shows of a source with these facets; groups of nothing are left out. */
export function navItemsOf(facets: readonly Facet[]): NavItem[][] {
  return NAV_ITEMS.map((group) => group.filter(({ facet }) => facet === undefined || facets.includes(facet))).filter(
    (group) => group.length > 0,
  );
}
