import "server-only";
import type { Redis } from "ioredis";
import type { SidekiqContext } from "../context";

/** `profiles`: written by 8.0 and later when a profiled job succeeds. */
export async function profilesPresent(redis: Redis, { keys }: SidekiqContext): Promise<boolean> {
  return (await redis.zcard(keys.any("profiles"))) > 0;
}
