import "server-only";
import type { Redis } from "ioredis";
import { pipelined, type Reply } from "@/lib/redis/pipeline";
import type { SidekiqContext } from "./context";
import { clockMs, TIME } from "./page";

const DAY_MS = 86_400_000;
/** Sidekiq keeps the day totals for five years. */
const DAYS_MAX = 1_825;

/** UTC days by the store's clock, oldest first; a day without a key is 0. */
export async function readDaily(redis: Redis, ctx: SidekiqContext, days: number) {
  const count = Math.min(Math.max(1, Math.trunc(days)), DAYS_MAX);
  const [time] = await pipelined(redis, [TIME]);
  const today = clockMs(time);
  const dates = Array.from({ length: count }, (_, index) =>
    new Date(today - (count - 1 - index) * DAY_MS).toISOString().slice(0, 10),
  );
  const [processed, failed] = await pipelined(redis, [
    ["MGET", ...dates.map((date) => ctx.keys.stat("processed", date))],
    ["MGET", ...dates.map((date) => ctx.keys.stat("failed", date))],
  ]);
  return dates.map((date, index) => ({
    date,
    processed: counterAt(processed, index),
    failed: counterAt(failed, index),
  }));
}

function counterAt(reply: Reply | undefined, index: number): number {
  return Array.isArray(reply) ? counter(reply[index]) : 0;
}

/** A counter of Sidekiq's as Ruby's `to_i` reads it: what is no number is 0. */
export function counter(reply: Reply | undefined): number {
  if (typeof reply === "number") return reply;
  const number = Buffer.isBuffer(reply) ? Number.parseInt(reply.toString("latin1"), 10) : 0;
  return Number.isSafeInteger(number) ? number : 0;
}
