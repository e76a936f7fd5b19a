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
    lock: (kind, digest) =>
      link.read(async (redis) => {
        if (kind === "active_job") {
          const [lock] = isUniquenessKey(digest) ? await readLocks(redis, ctx, kind, [{ digest, score: null }]) : [];
          return lock && (lock.token !== null || lock.problem !== null) ? lock : null;
        }
        const score = await redis.zscore(kind === "expiring" ? keys.expiringDigests : keys.digests, digest);
        const [lock] = await readLocks(redis, ctx, kind, [{ digest, score }]);
        return lock && (score !== null || lock.holderTotal > 0) ? lock : null;
      }),
    check: (kind, digests, options) => checkLocks(ctx, kind, digests, heartbeatMs, options?.signal),
    ...(!readOnly && { release: (kind, locks) => releaseLocks(ctx, kind, locks) }),
  };
}
