import "server-only";
import { limits } from "@/lib/config/limits";
import { type AuditEntry, auditEntry } from "@/lib/domain/audit.schema";
import type { RedisLink } from "@/lib/redis/link";
import type { AuditRecord } from "./clean";

const KEY = "signalbox:audit";
/** Kept for a year after the last record; bounded by number long before. */
const KEPT_SEC = 366 * 86_400;
const FIELD = "e";

export async function appendToStream(state: RedisLink, record: AuditRecord): Promise<void> {
  await state.write(async (redis) => {
    await redis.xadd(KEY, "MAXLEN", "~", limits.auditEntries, "*", FIELD, JSON.stringify(record));
    await redis.expire(KEY, KEPT_SEC);
  });
}

/** Newest first, at most `count` from just below `before` (a stream id; null = the newest). */
export async function readStream(
  state: RedisLink,
  before: string | null,
  count: number,
): Promise<{ entries: AuditEntry[]; lastId: string | null }> {
  const start = before === null ? "+" : `(${before}`;
  const rows = await state.read((redis) => redis.xrevrange(KEY, start, "-", "COUNT", count));
  const entries = rows.flatMap(([id, fields]) => parseRow(id, fields));
  return { entries, lastId: rows.length < count ? null : (rows.at(-1)?.[0] ?? null) };
}

/** A record somebody else has put there is left out. */
function parseRow(id: string, fields: readonly string[]): AuditEntry[] {
  try {
    const parsed = auditEntry.safeParse({ ...JSON.parse(fields[1] ?? "null"), id });
    return parsed.success ? [parsed.data] : [];
  } catch {
    return [];
  }
}
