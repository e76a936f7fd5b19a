import "server-only";
import { KeyTable } from "./key-table";
import { type LockStep, lockOf, lockToRelease } from "./lock-step";
import { dropBatch } from "./lua/drop-batch";
import { releaseLocks } from "./lua/release-locks";
import { OWN_TTL_MS } from "./move-call";
import { scanPayload } from "./payload-scan";
import { readMeta } from "./trash-meta";
import type { WriteContext } from "./write-context";

const STRETCH = 50;

/**
 * Lets go the unique locks of a cleared queue; a batch that nobody may restore is unlinked at the end.
 * @returns whether all is done.
 */
export async function finishCleared(context: WriteContext, id: string, maxEntries: number): Promise<boolean> {
  if (!(await releaseCleared(context, id, maxEntries))) return false;
  const meta = await context.link.bulk((redis) => readMeta(redis, context, id));
  if (meta?.purge && meta.lockCursor === null) await drop(context, id);
  return true;
}

/** A stretch a script, from where the batch says it was left. @returns whether all is done */
export async function releaseCleared(context: WriteContext, id: string, maxEntries: number): Promise<boolean> {
  const { link, own } = context;
  for (let looked = 0; looked < maxEntries; looked += STRETCH) {
    const meta = await link.bulk((redis) => readMeta(redis, context, id));
    if (!meta || meta.lockCursor === null) return true;
    const from = Number(meta.lockCursor);
    const page = await link.bulk((redis) => redis.lrangeBuffer(own.trashRecords(id), from, from + STRETCH - 1));
    await release(context, id, meta.lockCursor, page);
  }
  return false;
}

export async function drop({ link, own }: WriteContext, id: string): Promise<number> {
  const keys = [own.trashBatch(id), own.trashRecords(id), own.trash, own.trashTotals];
  const reply = await link.run(dropBatch, keys, [id], "bulk");
  return typeof reply === "number" ? reply : 0;
}

async function release(context: WriteContext, id: string, cursor: string, page: readonly Buffer[]): Promise<void> {
  const { link, keys, own } = context;
  const table = new KeyTable([own.trashBatch(id), keys.digests, keys.expiringDigests]);
  const locks = page.map(locked).filter((lock) => lock !== null);
  const next = page.length < STRETCH ? "done" : String(Number(cursor) + page.length);
  const entries = locks.flatMap(({ digest, jid }) => [table.lock(keys.any(digest)), jid, digest]);
  await link.run(releaseLocks, table.keys, [cursor, next, OWN_TTL_MS, locks.length, ...entries], "bulk");
}

function locked(bytes: Buffer): LockStep | null {
  const scan = scanPayload(bytes);
  return scan.ok ? lockToRelease(lockOf(bytes, scan)) : null;
}
