import "server-only";
import { limits } from "@/lib/config/limits";
import type { TrashList } from "@/lib/domain/trash.schema";
import { AppError } from "@/lib/errors/app-error";
import type { Trash } from "@/lib/stores/port";
import { turnBatch } from "./lua/turn-batch";
import { OWN_TTL_MS } from "./move-call";
import { drop, finishCleared, releaseCleared } from "./queue-locks";
import { trashEntries } from "./trash-entries";
import { type BatchMeta, readMeta, toBatch } from "./trash-meta";
import { restoreBatch } from "./trash-restore";
import { room, trashBounds } from "./trash-room";
import type { WriteContext } from "./write-context";

const SWEEP_MAX = 100;

export function createTrash(context: WriteContext): Trash {
  const { link } = context;
  return {
    list: (request) => list(context, request),
    batch: (id) =>
      link.read(async (redis) => {
        const meta = await readMeta(redis, context, id);
        return meta && !meta.purge ? toBatch(meta) : null;
      }),
    restore: (id, options) => restoreBatch(context, id, options),
    entries: (id, request) => trashEntries(context, id, request),
    purge: (id) => purge(context, id),
    sweep: (nowMs) => sweep(context, nowMs),
    room: (entries, bytes) => room(context, entries, bytes),
  };
}

async function list(context: WriteContext, request: { cursor: string | null; limit: number }): Promise<TrashList> {
  const from = request.cursor === null ? 0 : Number(request.cursor);
  if (!Number.isSafeInteger(from) || from < 0) throw new AppError("invalid_cursor");
  const { totals, maxBytes } = await trashBounds(context);
  const { ids, metas } = await context.link.read(async (redis) => {
    const ids = await redis.zrevrange(context.own.trash, from, from + request.limit - 1);
    return { ids, metas: await Promise.all(ids.map((id) => readMeta(redis, context, id))) };
  });
  return {
    batches: metas.filter((meta): meta is BatchMeta => meta !== null && !meta.purge).map((meta) => toBatch(meta)),
    nextCursor: ids.length === request.limit ? String(from + ids.length) : null,
    entries: totals.entries,
    bytes: totals.bytes,
    maxEntries: limits.trashEntries,
    maxBytes,
  };
}

/**
 * The locks of a cleared queue go first: nobody could release them once its list is gone, and from then on nothing of
 * it can be put back. The sweeper finishes what a crash leaves. @returns how many entries this very call unlinked
 */
async function purge(context: WriteContext, id: string): Promise<number> {
  const meta = await context.link.bulk((redis) => readMeta(redis, context, id));
  if (meta?.form === "list") {
    await context.link.run(turnBatch, [context.own.trashBatch(id)], ["purge", OWN_TTL_MS], "bulk");
    await releaseCleared(context, id, Number.POSITIVE_INFINITY);
  }
  return drop(context, id);
}

/** Batches past the retention, and what a crash left half done: locks to release, lists to unlink. */
async function sweep(context: WriteContext, nowMs: number): Promise<number> {
  const { link, own } = context;
  const aged = await link.bulk((redis) =>
    redis.zrangebyscore(own.trash, "-inf", nowMs - limits.trashRetentionMs, "LIMIT", 0, SWEEP_MAX),
  );
  for (const id of aged) await purge(context, id);
  const young = await link.bulk((redis) => redis.zrevrange(own.trash, 0, SWEEP_MAX - 1));
  for (const id of young) {
    const meta = await link.bulk((redis) => readMeta(redis, context, id));
    if (meta && (meta.lockCursor !== null || meta.purge)) await finishCleared(context, id, limits.scanPerRequest);
  }
  return aged.length;
}
