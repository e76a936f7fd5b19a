import "server-only";
import { limits } from "@/lib/config/limits";
import type { RedisLink } from "@/lib/redis/link";
import type { OwnKeys } from "../keys";
import type { OperationRecord } from "../operation-store";

/** Looked through per call; more waits for the next. */
const PER_SWEEP = limits.operationsKept;

/**
 * Unlinks records past their retention or beyond the number kept, oldest first, and frozen lists of operations
 * that ended a day ago. Left to EXPIRE, a long list would stop the server while it is freed.
 */
export async function sweepOperations(
  link: RedisLink,
  keys: OwnKeys,
  nowMs: number,
  read: (ids: readonly string[]) => Promise<OperationRecord[]>,
): Promise<void> {
  const [oldest, count] = await link.read((redis) =>
    Promise.all([redis.zrange(keys.operations, 0, String(PER_SWEEP - 1), "WITHSCORES"), redis.zcard(keys.operations)]),
  );
  const found = new Map((await read(oldest.filter((_, i) => i % 2 === 0))).map((r) => [r.operation.id, r]));
  let surplus = count - limits.operationsKept;
  const stale: string[] = [];
  const gone: string[] = [];
  for (let i = 0; i + 1 < oldest.length; i += 2) {
    const id = oldest[i] ?? "";
    const record = found.get(id);
    const endedAtMs = record?.operation.endedAtMs;
    if (record && !endedAtMs) continue;
    if (surplus > 0 || Number(oldest[i + 1]) < nowMs - limits.operationRetentionMs || !record) {
      gone.push(id);
      surplus--;
    } else if (endedAtMs && endedAtMs < nowMs - limits.operationFrozenMs && record.width > 0) {
      stale.push(id);
    }
  }
  if (gone.length + stale.length === 0) return;
  await link.write(async (redis) => {
    const pipeline = redis.pipeline();
    for (const id of stale) pipeline.unlink(keys.frozen(id), keys.details(id), keys.selection(id));
    for (const id of gone) {
      pipeline.unlink(keys.operation(id), keys.frozen(id), keys.outcomes(id), keys.details(id), keys.selection(id));
    }
    if (gone.length > 0) {
      pipeline.zrem(keys.operations, ...gone);
      pipeline.zrem(keys.operationsActive, ...gone);
    }
    await pipeline.exec();
  });
}

/** Unlinks what verbs on single jobs left for an undo: past its day, or beyond the number kept, oldest first. */
export async function sweepDirect(link: RedisLink, keys: OwnKeys, nowMs: number): Promise<void> {
  const [oldest, count] = await link.read((redis) =>
    Promise.all([
      redis.zrange(keys.operationsDirect, 0, String(PER_SWEEP - 1), "WITHSCORES"),
      redis.zcard(keys.operationsDirect),
    ]),
  );
  const gone: string[] = [];
  for (let i = 0; i + 1 < oldest.length; i += 2) {
    const surplus = count - limits.directKept - gone.length;
    if (surplus > 0 || Number(oldest[i + 1]) < nowMs - limits.operationFrozenMs) gone.push(oldest[i] ?? "");
  }
  if (gone.length === 0) return;
  await link.write(async (redis) => {
    const pipeline = redis.pipeline();
    for (const id of gone) {
      pipeline.unlink(keys.operation(id), keys.frozen(id), keys.outcomes(id), keys.details(id));
    }
    await pipeline.zrem(keys.operationsDirect, ...gone).exec();
  });
}
