import "server-only";
import { limits } from "@/lib/config/limits";
import type { RefusalReason } from "@/lib/domain/action.schema";
import type { WriteContext } from "./write-context";

export interface TrashTotals {
  readonly entries: number;
  readonly bytes: number;
}

/** Whether the trash can take this much more: by count, and by its share of the store's memory. */
export async function room(
  context: WriteContext,
  entries: number,
  bytes: number,
): Promise<{ fits: boolean; reason: RefusalReason | null; share: number }> {
  const { totals, maxBytes } = await trashBounds(context);
  const share = Math.max(
    (totals.entries + entries) / limits.trashEntries,
    (totals.bytes + bytes) / Math.max(1, maxBytes),
  );
  const fits = share <= 1;
  return { fits, reason: fits ? null : "trash_full", share };
}

export async function trashBounds({ link, own }: WriteContext): Promise<{ totals: TrashTotals; maxBytes: number }> {
  return link.read(async (redis) => {
    const [entries, bytes] = await redis.hmget(own.trashTotals, "entries", "bytes");
    const memory = await redis.info("memory").catch((error: unknown) => {
      if (replyCode(error) === "NOPERM") return "";
      throw error;
    });
    const max = infoNumber(memory, "maxmemory");
    const maxBytes = max > 0 ? max * limits.trashMemoryShare : shareOfUse(infoNumber(memory, "used_memory"));
    return { totals: { entries: count(entries), bytes: count(bytes) }, maxBytes: Math.floor(maxBytes) };
  });
}

/** A user without the right to INFO gets the bound of a small store. */
function replyCode(error: unknown): string | undefined {
  return error instanceof Error ? error.message.split(" ")[0] : undefined;
}

function shareOfUse(used: number): number {
  return Math.max(used * limits.trashMemoryShare, limits.trashBytesFloor);
}

function infoNumber(info: string, name: string): number {
  return count(new RegExp(`^${name}:(\\d+)`, "m").exec(info)?.[1]);
}

const count = (text: string | null | undefined) => Math.max(0, Number(text ?? 0) || 0);
