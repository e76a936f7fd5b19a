import "server-only";
import { z } from "zod";
import type { Standing } from "./plan";

/**
 * One removed entry: a line of JSON that says where it was, a line feed, and the raw bytes. The header is
 * written and read by us alone; the bytes are never decoded.
 */
const header = z.object({
  v: z.literal(1),
  origin: z.union([
    z.object({ set: z.enum(["scheduled", "retry", "dead"]), score: z.string() }),
    z.object({ queue: z.string(), fromTail: z.number() }),
  ]),
  operation: z.string().nullable(),
});

export interface TrashRecord {
  readonly line: string;
  readonly origin: Standing;
  readonly bytes: Buffer;
}

export function recordHeader(origin: Standing, operation: string | null): string {
  return JSON.stringify({ v: 1, origin, operation });
}

/** @returns null for a record of another version or a broken one; it stays in the trash. */
export function readRecord(record: Buffer): TrashRecord | null {
  const end = record.indexOf(0x0a);
  if (end < 0) return null;
  const line = record.toString("utf8", 0, end);
  let json: unknown;
  try {
    json = JSON.parse(line);
  } catch {
    return null;
  }
  const parsed = header.safeParse(json);
  return parsed.success ? { line, origin: parsed.data.origin, bytes: record.subarray(end + 1) } : null;
}
