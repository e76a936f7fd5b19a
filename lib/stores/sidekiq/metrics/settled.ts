import "server-only";

/**
 * A process writes into the minute in which it flushes, at each heartbeat. Two minutes after its end a bucket
 * stays as it is, also where a worker's clock is late by as much.
 */
const SETTLED_AFTER_MS = 120_000;
/** How long a settled bucket is believed: a store that was flushed or restored shows within this time. */
const BELIEVED_MS = 600_000;
/** How long one that may still change is: workers write every ten seconds. */
export const FRESH_MS = 2_000;

/** How long what was read of a bucket that ends at `endMs` need not be read again. */
export function keepMsOf(endMs: number, nowMs: number): number {
  return endMs + SETTLED_AFTER_MS < nowMs ? BELIEVED_MS : FRESH_MS;
}

/** Whether what is remembered of a bucket that ends at `endMs` was read when it had settled. */
export const isClosed = (endMs: number, nowMs: number) => endMs + SETTLED_AFTER_MS + FRESH_MS < nowMs;
