import type { Direction, JobList } from "@/lib/api/queries/jobs";
import type { ListOrder } from "./list-change";

export type ListKind = "dead" | "retry" | "scheduled" | "queue";

export function kindOf(list: JobList): ListKind {
  return "set" in list ? list.set : "queue";
}

const FORWARD: Record<ListKind, ListOrder> = {
  dead: "newest_first",
  retry: "soonest_first",
  scheduled: "soonest_first",
  queue: "next_first",
};
const BACKWARD: Record<ListOrder, ListOrder> = {
  newest_first: "oldest_first",
  oldest_first: "newest_first",
  soonest_first: "latest_first",
  latest_first: "soonest_first",
  next_first: "last_first",
  last_first: "next_first",
};

/** The order of a list read in a direction. */
export function orderOf(kind: ListKind, direction: Direction): ListOrder {
  return direction === "forward" ? FORWARD[kind] : BACKWARD[FORWARD[kind]];
}
