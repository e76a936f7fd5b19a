import "server-only";
import type { QueueActionResult } from "@/lib/domain/action.schema";
import { isAppError } from "@/lib/errors/app-error";
import type { QueueRemoval } from "@/lib/stores/port";
import { clearQueue } from "./lua/clear-queue";
import { OWN_TTL_MS } from "./move-call";
import { isPrivate } from "./plan";
import { finishCleared } from "./queue-locks";
import { decodeRef, hashText } from "./ref";
import { readMeta } from "./trash-meta";
import { room } from "./trash-room";
import type { WriteContext } from "./write-context";

/** Entries that may arrive between the person's look and the click; more than that is another queue than the one seen. */
const ARRIVALS_MAX = 100;
const ANCHOR_PAGE = 20;
/** Locks released before the answer; the rest follows behind it, and the sweeper finishes after a crash. */
const LOCKS_AT_ONCE = 5_000;

export async function removeQueue(
  context: WriteContext,
  verb: "clear" | "delete",
  request: QueueRemoval,
): Promise<QueueActionResult> {
  const { link, keys, own } = context;
  const { queue, expected, newestRef, withoutUndo, batch } = request;
  if (isPrivate(queue)) return refused("wrong_place");
  const key = keys.queue(queue);
  const bytes = await link.read(async (redis) => (await redis.memory("USAGE", key).catch(() => 0)) ?? 0);
  if (!withoutUndo && !(await room(context, expected, bytes)).fits) return refused("trash_full");
  const anchor = newestRef === null ? null : await findAnchor(context, key, newestRef);
  // Nothing of what was seen is near the head: an empty queue has been worked off, anything else has drifted.
  const confirmed = newestRef !== null && !anchor ? 0 : expected;
  const run = () =>
    link.run(
      clearQueue,
      [key, keys.queues, own.trashRecords(batch.id), own.trashBatch(batch.id), own.trash, own.trashTotals],
      [
        verb,
        queue,
        confirmed,
        anchor ? 1 : 0,
        anchor ?? "",
        ARRIVALS_MAX,
        batch.id,
        OWN_TTL_MS,
        batch.actor,
        batch.operation ?? "",
        bytes,
        withoutUndo ? 0 : 1,
      ],
    );
  const result = await run().then(
    (reply) => readReply(reply, batch.id, withoutUndo),
    (error: unknown) => settle(context, batch.id, error),
  );
  if (result.status === "done" && result.removed > 0) await releaseLocks(context, batch.id);
  return result;
}

/** The reply was lost: the batch says whether the queue was taken, since only this call writes it. */
async function settle(context: WriteContext, id: string, error: unknown): Promise<QueueActionResult> {
  if (!isAppError(error) || error.params.sent !== true) throw error;
  const meta = await context.link.read((redis) => readMeta(redis, context, id)).catch(() => null);
  if (!meta) return { status: "unknown", reason: null, removed: 0, kept: 0, trashBatch: null };
  return { status: "done", reason: null, removed: meta.entries, kept: 0, trashBatch: meta.purge ? null : id };
}

async function releaseLocks(context: WriteContext, id: string): Promise<void> {
  try {
    if (await finishCleared(context, id, LOCKS_AT_ONCE)) return;
  } catch {
    return; // The queue is cleared; the sweeper goes on with the locks.
  }
  finishCleared(context, id, Number.POSITIVE_INFINITY).catch(() => {});
}

async function findAnchor({ link }: WriteContext, key: string, newestRef: string): Promise<Buffer | null> {
  const ref = decodeRef(newestRef);
  if (ref?.kind !== "queue") return null;
  for (let from = 0; from <= ARRIVALS_MAX; from += ANCHOR_PAGE) {
    const page = await link.read((redis) => redis.lrangeBuffer(key, from, from + ANCHOR_PAGE - 1));
    const anchor = page.find((bytes) => hashText(bytes) === ref.hash);
    if (anchor) return anchor;
    if (page.length < ANCHOR_PAGE) return null;
  }
  return null;
}

function readReply(reply: unknown, id: string, withoutUndo: boolean): QueueActionResult {
  const [letter, removed, kept] = Array.isArray(reply) ? reply : [];
  switch (String(letter)) {
    case "d":
      return {
        status: "done",
        reason: null,
        removed: Number(removed),
        kept: Number(kept),
        trashBatch: Number(removed) > 0 && !withoutUndo ? id : null,
      };
    case "r":
      return { ...refused("drifted"), kept: Number(kept) };
    case "f":
      return { ...refused("store_full"), kept: Number(kept) };
    default:
      return refused("wrong_type");
  }
}

function refused(reason: "drifted" | "store_full" | "wrong_type" | "wrong_place" | "trash_full"): QueueActionResult {
  return { status: "refused", reason, removed: 0, kept: 0, trashBatch: null };
}
