import "server-only";
import type { AuditEntry, AuditPage } from "@/lib/domain/audit.schema";
import { AppError, isAppError } from "@/lib/errors/app-error";
import { logger as defaultLogger } from "@/lib/errors/logger";
import type { AuditLog } from "@/lib/http/services";
import type { RedisLink } from "@/lib/redis/link";
import { type AuditRecord, cleanRecord } from "./clean";
import { RefusalRoom } from "./refusal-room";
import { appendToStream, readStream } from "./stream";

const RING = 1_000;
/** Records looked at for one filtered page. */
const SCAN = 2_000;
const STEP = 200;

/** A store that will take no record now or ever, as opposed to one that cannot be reached. */
const NOT_WRITABLE = ["source_full", "source_permission_missing", "source_read_only"] as const;

export interface AuditDeps {
  /** Where the record is kept; null = nowhere but in this process and on standard output. */
  readonly state: RedisLink | null;
  readonly logger?: { info(record: object, message: string): void };
  readonly now?: () => number;
}

/**
 * The record of every change, refusal, reveal and sign-in: always a JSON line on standard output, and a bounded
 * stream in the state store. A store that does not answer refuses the change (`audit_unavailable`); one that
 * may not be written to, or is full, degrades to this process's memory, and pages say so (`durable` false).
 * Of a flood of refusals the stream takes a part (`RefusalRoom`).
 */
export function createAudit({ state, logger = defaultLogger, now = Date.now }: AuditDeps): AuditLog {
  const ring: AuditEntry[] = [];
  const room = new RefusalRoom(now);
  let durable = state !== null;
  let serial = 0;

  async function keep(record: AuditRecord): Promise<void> {
    if (state !== null) {
      try {
        await appendToStream(state, record);
        durable = true;
        return;
      } catch (error) {
        const degrades = NOT_WRITABLE.some((code) => isAppError(error, code));
        if (!degrades) throw new AppError("audit_unavailable", {}, { cause: error });
        durable = false;
      }
    }
    serial += 1;
    ring.unshift({ ...record, id: `memory-${String(serial).padStart(12, "0")}` });
    ring.length = Math.min(ring.length, RING);
  }

  return {
    async write(entry) {
      const record = cleanRecord(entry, now());
      logger.info({ audit: record }, "audit");
      if (record.phase !== "refusal" || room.take()) await keep(record);
    },
    async page({ cursor, limit, q }) {
      if (state === null || cursor?.startsWith("memory-")) return ringPage(ring, cursor, limit, q);
      const page = await streamPage(state, cursor, limit, q);
      const unkept = cursor === null && !durable ? ring.filter((entry) => matches(entry, q)) : [];
      return { ...page, entries: [...unkept, ...page.entries], durable };
    },
  };
}

async function streamPage(
  state: RedisLink,
  cursor: string | null,
  limit: number,
  q: string | null,
): Promise<AuditPage> {
  if (cursor !== null && !/^\d{1,16}-\d{1,16}$/.test(cursor)) throw new AppError("invalid_cursor", {});
  const entries: AuditEntry[] = [];
  let before = cursor;
  for (let looked = 0; looked < SCAN; looked += STEP) {
    const step = await readStream(state, before, q === null ? limit + 1 : STEP);
    for (const entry of step.entries) {
      if (entries.length === limit) return { entries, nextCursor: before, durable: true };
      if (matches(entry, q)) entries.push(entry);
      before = entry.id;
    }
    if (step.lastId === null) return { entries, nextCursor: null, durable: true };
    before = step.lastId;
  }
  return { entries, nextCursor: before, durable: true };
}

function ringPage(ring: readonly AuditEntry[], cursor: string | null, limit: number, q: string | null): AuditPage {
  const rest = ring.filter((entry) => (cursor === null || entry.id < cursor) && matches(entry, q));
  const entries = rest.slice(0, limit);
  return { entries, nextCursor: rest.length > limit ? (entries.at(-1)?.id ?? null) : null, durable: false };
}

/** A substring of any text in the record, ASCII case ignored. */
function matches(entry: AuditEntry, q: string | null): boolean {
  if (q === null) return true;
  const { actor, action, source, targets, error, reason, ip, requestId } = entry;
  const text = [actor, action, source, error, reason, ip, requestId, ...targets].join("\n").toLowerCase();
  return text.includes(q.toLowerCase());
}
