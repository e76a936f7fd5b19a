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
  /** Live processes that still fetch from it. */
  readonly listeners: number;
  readonly paused: boolean;
}

export interface Flow {
  readonly inJobs: number;
  readonly outJobs: number;
}

/**
 * Jobs that came into and left each queue between two samples. Redis counts neither: known are each queue's
 * change of size and the jobs attempted in all queues together, so this is an estimate, and exact only where a
 * single queue is read. A queue nobody reads loses nothing but what its size lost. What shrank has left; the
 * other attempts are shared out among the read queues that held jobs, by listeners, and where none held
 * any, among all read queues. `in` is `out` plus the change, never below zero.
 */
export function queueFlows(queues: readonly FlowQueue[], attempts: number): Map<string, Flow> {
  const read = queues.filter((queue) => queue.listeners > 0 && !queue.paused);
  const shrunk = (queue: FlowQueue) => Math.max(0, queue.sizeBefore - queue.size);
  const rest = Math.max(0, attempts - read.reduce((sum, queue) => sum + shrunk(queue), 0));
  const held = read.filter((queue) => queue.size > 0 || queue.sizeBefore > 0);
  const sharers = held.length > 0 ? held : read;
  const weight = sharers.reduce((sum, queue) => sum + queue.listeners, 0);
  const share = new Map(sharers.map((queue) => [queue.name, (rest * queue.listeners) / Math.max(1, weight)]));
  return new Map(
    queues.map((queue) => {
      const outJobs = shrunk(queue) + (share.get(queue.name) ?? 0);
      return [queue.name, { outJobs, inJobs: Math.max(0, outJobs + queue.size - queue.sizeBefore) }];
    }),
  );
}

/** Seconds until a queue is empty at the present rates; null when it grows, stands still or nothing is known. */
export function emptyInSec(size: number, inPerMin: number | null, outPerMin: number | null): number | null {
  if (size === 0 || inPerMin === null || outPerMin === null || outPerMin <= inPerMin) return null;
  return Math.round((size * 60) / (outPerMin - inPerMin));
}
