import { identities } from "@/lib/domain/identity";
import type { JobPage } from "@/lib/domain/job.schema";

/** How a list is ordered: by time (sets) or by place (queues). */
export type ListOrder =
  | "soonest_first"
  | "latest_first"
  | "newest_first"
  | "oldest_first"
  | "next_first"
  | "last_first";

export interface ListChange {
  /** Entries that arrived since the page was taken. */
  added: number;
  /** Identities of shown entries that are no longer there. */
  gone: ReadonlySet<string>;
}

type Page = Pick<JobPage, "jobs" | "total" | "nextCursor">;

/**
 * What changed between the page somebody works on and the same page read again. Entries pushed off the end
 * of the page by newer ones are not gone, and entries that moved up from the next page are not new.
 */
export function listChange(held: Page, fresh: Page, order: ListOrder): ListChange {
  const heldKeys = identities(held.jobs);
  const freshKeys = identities(fresh.jobs);
  const inFresh = new Set(freshKeys);
  const inHeld = new Set(heldKeys);
  const lastKept = heldKeys.findLastIndex((key) => inFresh.has(key));
  const lastKeptFresh = freshKeys.findLastIndex((key) => inHeld.has(key));
  const refilled = lastKeptFresh < freshKeys.length - 1;

  const gone = new Set<string>();
  heldKeys.forEach((key, index) => {
    if (inFresh.has(key)) return;
    if (index < lastKept || !wasPushedOff(held, fresh, index, order, refilled && lastKept >= 0)) gone.add(key);
  });
  const cameInFront = freshKeys.slice(0, lastKeptFresh + 1).filter((key) => !inHeld.has(key)).length;
  return { added: Math.max(cameInFront, fresh.total - held.total + gone.size, 0), gone };
}

function wasPushedOff(held: Page, fresh: Page, index: number, order: ListOrder, refilled: boolean): boolean {
  if (fresh.nextCursor === null || refilled) return false;
  const at = held.jobs[index]?.atMs ?? null;
  const edge = fresh.jobs.at(-1)?.atMs ?? null;
  if (at !== null && edge !== null) {
    if (order === "soonest_first" || order === "oldest_first") return at >= edge;
    if (order === "newest_first" || order === "latest_first") return at <= edge;
  }
  return order !== "next_first";
}
