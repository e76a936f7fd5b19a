import { z } from "zod";

export const queueSummary = z.object({
  name: z.string(),
  size: z.number(),
  /** Age of the oldest waiting job, seconds, never negative; null when its payload does not say. */
  latencySec: z.number().nullable(),
  paused: z.boolean(),
  /** Live processes that fetch from this queue, and how many of them are quiet. */
  listeners: z.number(),
  quietListeners: z.number(),
  /** False when the list exists but its name is not in Sidekiq's `queues` set: no UI of Sidekiq shows it. */
  registered: z.boolean(),
  /** Pushed and fetched per minute; null where the store does not tell them exactly, as with several queues read. */
  inPerMin: z.number().nullable(),
  outPerMin: z.number().nullable(),
  /** Change of the size per minute over the last minute; null until there are two samples. */
  netPerMin: z.number().nullable(),
  /** Seconds until empty if it goes on shrinking like that; null when it does not shrink or nothing is known. */
  emptyInSec: z.number().nullable(),
  /** Why reading this queue failed (for example a key of another type); the others are unaffected. */
  problem: z.string().nullable(),
});

export const queueList = z.object({
  queues: z.array(queueSummary),
  total: z.number(),
  /** Pausing is honoured by Sidekiq Pro workers alone; absent where none is seen. */
  pausing: z.enum(["available", "not_honoured"]),
  nowMs: z.number(),
});

/** Jobs that one process has in hand in a list of its own (super_fetch). */
export const privateQueue = z.object({
  identity: z.string(),
  queue: z.string(),
  jobs: z.number(),
  /** Whether the process still sends heartbeats. */
  alive: z.boolean(),
});

export type PrivateQueue = z.infer<typeof privateQueue>;
export type QueueSummary = z.infer<typeof queueSummary>;
export type QueueList = z.infer<typeof queueList>;
