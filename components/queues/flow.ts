import type { QueueSummary } from "@/lib/domain/queue.schema";

export interface Flow {
  perMin: number;
  /** Sidekiq counts neither: known is then only that the size changed by so much. */
  atLeast: boolean;
}

/**
 * Jobs pushed into a queue, and jobs that left it, per minute; null when nothing is known of it. Of a queue that is
 * empty now the size tells next to nothing, and another thing each second.
 */
export function flowOf({ inPerMin, outPerMin, netPerMin, size }: QueueSummary, way: "in" | "out"): Flow | null {
  const exact = way === "in" ? inPerMin : outPerMin;
  if (exact !== null) return { perMin: exact, atLeast: false };
  if (size === 0) return null;
  const least = way === "in" ? (netPerMin ?? 0) : -(netPerMin ?? 0);
  return least > 0 ? { perMin: least, atLeast: true } : null;
}
