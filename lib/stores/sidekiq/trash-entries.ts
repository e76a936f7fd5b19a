import "server-only";
import type { JobLine } from "@/lib/domain/operation.schema";
import { AppError } from "@/lib/errors/app-error";
import { jobLine } from "./sample";
import { readMeta } from "./trash-meta";
import { readRecord } from "./trash-record";
import type { WriteContext } from "./write-context";

const READ_AT_ONCE = 10;
const PAGE_BYTES = 1024 * 1024;

/** Payloads may be megabytes: a page ends early, after about one megabyte. */
export async function trashEntries(
  context: WriteContext,
  id: string,
  request: { cursor: string | null; limit: number },
): Promise<{ entries: JobLine[]; nextCursor: string | null } | null> {
  const from = request.cursor === null ? 0 : Number(request.cursor);
  if (!Number.isSafeInteger(from) || from < 0) throw new AppError("invalid_cursor");
  const meta = await context.link.read((redis) => readMeta(redis, context, id));
  if (!meta || meta.purge) return null;
  const key = context.own.trashRecords(id);
  const end = meta.form === "list" ? await context.link.read((redis) => redis.llen(key)) : meta.seq;
  const queue = meta.origin.slice("queue:".length);
  const entries: JobLine[] = [];
  let at = from;
  for (let bytes = 0; at < end && entries.length < request.limit && bytes < PAGE_BYTES; ) {
    const count = Math.min(READ_AT_ONCE, request.limit - entries.length, end - at);
    const page =
      meta.form === "list"
        ? (await context.link.read((redis) => redis.lrangeBuffer(key, -(at + count), -(at + 1)))).reverse()
        : await context.link.read((redis) =>
            redis.hmgetBuffer(key, ...Array.from({ length: count }, (_, i) => String(at + i + 1))),
          );
    for (const [i, stored] of page.entries()) {
      if (!stored) continue;
      bytes += stored.length;
      const record = meta.form === "list" ? { bytes: stored, origin: { queue, fromTail: at + i } } : readRecord(stored);
      if (record) entries.push(jobLine({ bytes: record.bytes, at: record.origin }, false));
    }
    at += count;
  }
  return { entries, nextCursor: at < end ? String(at) : null };
}
