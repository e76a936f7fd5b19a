import { randomBytes } from "node:crypto";
import type { Redis } from "ioredis";
import { FleetProcess, type ProcessOptions } from "@/demo/fleet/process";

interface JobFields {
  class: string;
  args?: readonly unknown[];
  queue?: string;
  jid?: string;
}

export const makeJid = () => randomBytes(12).toString("hex");

/** A payload as Sidekiq 8 writes it; `extra` goes to its end. */
export function payload(fields: JobFields, extra: Readonly<Record<string, unknown>> = {}): string {
  const { class: name, args = [], queue = "default", jid = makeJid() } = fields;
  const now = Date.now();
  const times = { created_at: now - 120_000, enqueued_at: now - 110_000 };
  return JSON.stringify({ retry: true, queue, args, class: name, jid, ...times, ...extra });
}

/** The same after a failed attempt. */
export function failed(fields: JobFields, message = "it broke", attempts = 1): string {
  return payload(fields, {
    error_message: message,
    error_class: "StoryError",
    failed_at: Date.now() - 60_000,
    retry_count: attempts - 1,
  });
}

/** `count` entries with scores of many digits, one second apart, the newest at `nowSec`. */
export async function fillSet(
  redis: Redis,
  set: "dead" | "retry" | "schedule",
  count: number,
  payloadOf: (index: number) => string,
  nowSec = Date.now() / 1000,
): Promise<void> {
  const pipeline = redis.pipeline();
  for (let index = 0; index < count; index += 1) {
    pipeline.zadd(set, (nowSec - (count - index) + 0.1234567).toFixed(7), payloadOf(index));
  }
  await pipeline.exec();
}

export async function fillQueue(redis: Redis, queue: string, texts: readonly string[]): Promise<void> {
  await redis.sadd("queues", queue);
  if (texts.length > 0) await redis.lpush(`queue:${queue}`, ...texts);
}

/** One live process, its heartbeat quick, so that signals and running jobs show at once. */
export async function startProcess(
  options: Pick<ProcessOptions, "redisUrl" | "hostname" | "queues"> & Partial<ProcessOptions>,
): Promise<FleetProcess> {
  const fleetProcess = new FleetProcess({
    pid: 100,
    tag: "story",
    concurrency: 2,
    heartbeatMs: 500,
    pollMs: null,
    timeoutMs: 0,
    perform: async () => {},
    ...options,
  });
  await fleetProcess.start();
  return fleetProcess;
}
