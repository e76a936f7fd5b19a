import "server-only";

/** What a counter rose by. A counter that fell was reset and counts from zero again. */
export function increase(before: number, now: number): number {
  return now >= before ? now - before : now;
}

export function perMinute(amount: number, elapsedMs: number): number | null {
  return elapsedMs > 0 ? (amount * 60_000) / elapsedMs : null;
}

export interface FlowQueue {
  readonly name: string;
  readonly size: number;
  readonly sizeBefore: number;
  /** A live process fetches from it, or did at the sample before. */
  readonly fetched: boolean;
  /** As `fetched`, quiet processes included: attempts that were counted may be of its jobs. */
  readonly worked: boolean;
}

export interface Flow {
  readonly inJobs: number;
  readonly outJobs: number;
}

/**
 * Jobs that came into and left each queue between two samples, null where that is not exact. Redis counts
 * neither: known are each queue's change of size and the jobs attempted in all queues together. A queue that
 * nobody fetches from loses nothing; of a queue that alone is worked on, as many have left as were attempted.
 * `inJobs` is `outJobs` plus the change of size; below zero it shows that jobs left by another way (a clear, a
 * deletion), so nothing is known then.
 * @param complete whether `queues` are all there are
 */
export function queueFlows(
  queues: readonly FlowQueue[],
  attempts: number,
  complete: boolean,
): Map<string, Flow | null> {
  const worked = queues.filter((queue) => queue.worked);
  const only = complete && worked.length === 1 ? worked[0] : undefined;
  return new Map(
    queues.map((queue) => {
      const outJobs = queue === only && queue.fetched ? attempts : queue.fetched ? null : 0;
      const inJobs = outJobs === null ? -1 : outJobs + queue.size - queue.sizeBefore;
      return [queue.name, outJobs === null || inJobs < 0 ? null : { inJobs, outJobs }];
    }),
  );
}

/** Seconds until a queue is empty if it goes on shrinking as in the last minute; null when it does not shrink. */
export function emptyInSec(size: number, netPerMin: number | null): number | null {
  if (size === 0 || netPerMin === null || netPerMin >= 0) return null;
  return Math.round((size * 60) / -netPerMin);
}
