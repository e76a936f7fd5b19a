import "server-only";
import type { Redis } from "ioredis";
import type { LockEntry, LockKind } from "@/lib/domain/lock.schema";
import type { SidekiqContext } from "../context";
import { globEscape, scanKeyPage } from "../key-scan";
import { walkSet } from "../walk";
import { readHolders, readLocks } from "./read";
import { UNIQUENESS_PREFIX } from "./uniqueness";

const KEYS_AT_ONCE = 500;

export async function lockCount(redis: Redis, { keys }: SidekiqContext, kind: LockKind): Promise<number> {
  if (kind === "active_job") return 0;
  return redis.zcard(kind === "expiring" ? keys.expiringDigests : keys.digests);
}

export interface SomeLocks {
  readonly locks: readonly LockEntry[];
  /** Locks beside them whose holders are all alive: of these nothing else was read. */
  readonly live: number;
}

/** Every lock of a kind, some hundreds at a time. */
export async function* eachLock(
  ctx: SidekiqContext,
  kind: LockKind,
  isAlive: (jid: string) => boolean,
  signal?: AbortSignal,
): AsyncGenerator<SomeLocks> {
  const { keys, link } = ctx;
  if (kind !== "active_job") {
    const key = kind === "expiring" ? keys.expiringDigests : keys.digests;
    for await (const page of walkSet(ctx, key, { score: null, skip: 0 }, "bulk", signal)) {
      const listed = page.map(({ bytes, score }) => ({ digest: bytes.toString("utf8"), score }));
      yield await link.bulk(async (redis) => {
        const holders = await readHolders(redis, ctx, listed);
        const others = listed.filter((_, index) => {
          const jids = holders[index] ?? [];
          return jids.length === 0 || !jids.every(isAlive);
        });
        return { locks: await readLocks(redis, ctx, kind, others), live: listed.length - others.length };
      });
    }
    return;
  }
  const pattern = `${globEscape(keys.prefix + UNIQUENESS_PREFIX)}*`;
  let cursor: string | null = null;
  do {
    signal?.throwIfAborted();
    const request: { cursor: string | null; limit: number } = { cursor, limit: KEYS_AT_ONCE };
    const page = await link.bulk((redis) => scanKeyPage(redis, pattern, request, () => true, signal));
    const listed = page.keys.map((name) => ({ digest: name.slice(keys.prefix.length), score: null }));
    yield { locks: await link.bulk((redis) => readLocks(redis, ctx, kind, listed)), live: 0 };
    cursor = page.nextCursor;
  } while (cursor !== null);
}
