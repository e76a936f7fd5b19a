import "server-only";
import type { Locks } from "@/lib/stores/port";
import type { SidekiqContext } from "../context";
import { checkLocks } from "./check";
import { readLockPage } from "./page";
import { readLocks } from "./read";
import { releaseLocks } from "./release";
import { isUniquenessKey } from "./uniqueness";

/** See `Locks`; without `release` where nothing may be written. */
export function createLocks(ctx: SidekiqContext, readOnly: boolean, heartbeatMs?: number): Locks {
  const { link, keys } = ctx;
  return {
    page: (request, options) => link.bulk((redis) => readLockPage(redis, ctx, request, options?.signal)),
    lock: (digest) =>
      link.read(async (redis) => {
        if (isUniquenessKey(digest)) {
          const [lock] = await readLocks(redis, ctx, "active_job", [{ digest, score: null }]);
          return lock && (lock.token !== null || lock.problem !== null) ? lock : null;
        }
        const listed = await redis.zscore(keys.digests, digest);
        const expiring = listed === null ? await redis.zscore(keys.expiringDigests, digest) : null;
        const found = expiring === null ? "unique_jobs" : "expiring";
        const [lock] = await readLocks(redis, ctx, found, [{ digest, score: listed ?? expiring }]);
        return lock && (listed !== null || expiring !== null || lock.holderTotal > 0) ? lock : null;
      }),
    check: (kind, digests, options) => checkLocks(ctx, kind, digests, heartbeatMs, options?.signal),
    ...(!readOnly && { release: (kind, locks) => releaseLocks(ctx, kind, locks) }),
  };
}
