import "server-only";
import type { Redis } from "ioredis";
import type { SidekiqContext } from "../context";
import { met } from "../key-survey";

/** sidekiq-unique-jobs leaves its version in `uniquejobs:live`; activejob-uniqueness has no key but its locks. */
export async function locksPresent(redis: Redis, ctx: SidekiqContext): Promise<boolean> {
  const { keys } = ctx;
  return (
    (await redis.exists(keys.digests, keys.expiringDigests, keys.any("uniquejobs:live"))) > 0 || uniquenessPresent(ctx)
  );
}

export const uniquenessPresent = (ctx: SidekiqContext) => met(ctx, "active_job_locks");
