import type { JobEntry, Place } from "@/lib/domain/job.schema";
import type { SearchPlace } from "@/lib/domain/search.schema";

export function keyOfPlace(place: SearchPlace): string {
  if ("set" in place) return place.set;
  return "queue" in place ? `queue:${place.queue}` : "running";
}

export function rowsByPlace(jobs: readonly JobEntry[]): ReadonlyMap<string, readonly JobEntry[]> {
  const rows = new Map<string, JobEntry[]>();
  for (const job of jobs) {
    const key = keyOf(job.place);
    rows.set(key, [...(rows.get(key) ?? []), job]);
  }
  return rows;
}

function keyOf(place: Place): string {
  return place.kind === "queue" ? `queue:${place.queue}` : place.kind;
}
