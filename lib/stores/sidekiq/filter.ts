import "server-only";
import { ALL, type FilterNode, matchFilter, parseFilter, type Truth, truthOf } from "@/lib/domain/filter";
import { queueVisible } from "@/lib/domain/queue-glob";
import { AppError } from "@/lib/errors/app-error";
import { type BytesTest, bytesTestOf } from "./filter-bytes";
import { type CronRuns, filterFacts, type Spot } from "./filter-facts";
import { peek } from "./peek";

export type Predicate = (bytes: Buffer, spot: Spot) => boolean;

/** A filter's tree. @throws AppError `invalid_filter` with the character and the reason */
export function filterTree(q: string | null): FilterNode {
  if (q === null) return ALL;
  const parsed = parseFilter(q);
  if (!parsed.ok) throw new AppError("invalid_filter", { ...parsed.params, at: parsed.at, problem: parsed.code });
  return parsed.filter;
}

/**
 * Whether a filter means an entry and the entry belongs to one of the queues. The bytes are looked through
 * first; only what may be a hit is parsed, and it counts by what a viewer may see of it.
 * @param runs what `cron:` is compared with: `cronRunsFor` of the same filter
 * @throws AppError `invalid_filter`
 */
export function predicateOf(
  q: string | null,
  queueGlobs: readonly string[] | undefined,
  nowMs: number = Date.now(),
  runs?: CronRuns,
): Predicate {
  const node = filterTree(q);
  const mayMean = bytesTestOf(node);
  const globs = queueGlobs ?? null;
  return (bytes, spot) => {
    if (mayMean && !mayMean(bytes, 0, bytes.length)) return false;
    if (truthOf(node, (leaf) => setTruth(leaf, spot)) === false) return false;
    if (node.kind === "all" && globs === null) return true;
    const job = peek(bytes);
    if (globs !== null && !queueVisible(job.text("queue"), globs)) return false;
    return matchFilter(node, filterFacts(bytes, job, spot, nowMs, runs));
  };
}

/** What tells by its bytes alone that an entry is not meant; null where bytes do not tell. @throws AppError `invalid_filter` */
export function bytesTest(q: string | null): BytesTest | null {
  return bytesTestOf(filterTree(q));
}

/** Whether a list can hold anything the filter means. */
export function mayBeIn(node: FilterNode, spot: Spot): boolean {
  return truthOf(node, (leaf) => setTruth(leaf, spot)) !== false;
}

function setTruth(leaf: FilterNode, spot: Spot): Truth {
  if (leaf.kind !== "text" || leaf.key !== "set") return null;
  const set = "set" in spot ? spot.set : "queue" in spot ? "queue" : "running";
  return leaf.pattern[0] === set;
}
