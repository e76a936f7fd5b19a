import "server-only";
import type { Redis } from "ioredis";
import { pipelined } from "@/lib/redis/pipeline";
import type { SidekiqContext } from "../context";
import { clockMs, TIME } from "../page";
import { MINUTE_MS, MINUTES_KEPT_MS, minuteKey, TEN_MINUTES_MS, TENS_KEPT_MS, tenMinutesKey } from "./keys";

/** Whether anything was counted in the time Sidekiq keeps counters for. */
export async function metricsPresent(redis: Redis, { keys }: SidekiqContext): Promise<boolean> {
  const [time] = await pipelined(redis, [TIME]);
  const nowMs = clockMs(time);
  const minutes = starts(nowMs, MINUTE_MS, MINUTES_KEPT_MS).flatMap((atMs) => [
    minuteKey("seven", atMs),
    minuteKey("eight", atMs),
  ]);
  const tens = starts(nowMs, TEN_MINUTES_MS, TENS_KEPT_MS).map(tenMinutesKey);
  return (await redis.exists(...[...minutes, ...tens].map((key) => keys.any(key)))) > 0;
}

function starts(nowMs: number, stepMs: number, spanMs: number): number[] {
  const last = nowMs - (nowMs % stepMs);
  return Array.from({ length: spanMs / stepMs }, (_, index) => last - index * stepMs);
}
