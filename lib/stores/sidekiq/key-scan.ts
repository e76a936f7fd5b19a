import "server-only";
import type { Redis } from "ioredis";
import { AppError } from "@/lib/errors/app-error";
import { type Command, pipelined, type Reply } from "@/lib/redis/pipeline";
import { integer } from "./sequence";
import { scanReply } from "./work";

/** One SCAN call looks at this many keys: well under a millisecond of the server's time. */
const COUNT = 1_000;
const BUDGET_MS = 1_000;
const CURSOR = /^(\d{1,20})-(\d{1,12})$/;

export interface KeyPage {
  keys: string[];
  /** Null when every key was looked at. */
  nextCursor: string | null;
  /** Keys of the whole store looked at so far, of `total`. */
  scanned: number;
  total: number;
}

/**
 * Keys by pattern, for what no index names: a bounded walk through all keys of the store, which `cursor` goes on
 * with. A page may hold nothing, or somewhat more than `limit`.
 */
export async function scanKeyPage(
  redis: Redis,
  pattern: string,
  request: { cursor: string | null; limit: number },
  accept: (key: string) => boolean,
  signal?: AbortSignal,
): Promise<KeyPage> {
  const [, from = "0", before = "0"] = request.cursor === null ? [] : (CURSOR.exec(request.cursor) ?? [null]);
  if (request.cursor !== null && !CURSOR.test(request.cursor)) throw new AppError("invalid_cursor");
  const untilMs = Date.now() + BUDGET_MS;
  const found = new Set<string>();
  let cursor: string = from ?? "0";
  let looked = Number(before);
  let size: Reply | undefined;
  do {
    signal?.throwIfAborted();
    const commands: Command[] = [["SCAN", cursor, "MATCH", pattern, "COUNT", COUNT], ["DBSIZE"]];
    const [reply, total] = await pipelined(redis, commands);
    const [next, keys] = scanReply(reply);
    cursor = next;
    size = total;
    looked += COUNT;
    for (const key of keys.map((bytes) => bytes.toString("utf8"))) if (accept(key)) found.add(key);
  } while (cursor !== "0" && found.size < request.limit && Date.now() < untilMs);
  const total = typeof size === "number" ? integer(size) : looked;
  const scanned = cursor === "0" ? total : Math.min(looked, total);
  return { keys: [...found], nextCursor: cursor === "0" ? null : `${cursor}-${looked}`, scanned, total };
}

/** For MATCH: every character as itself. */
export function globEscape(text: string): string {
  return text.replace(/[\\*?[\]^]/g, "\\$&");
}
