import "server-only";
import type { Redis } from "ioredis";
import { limits } from "@/lib/config/limits";
import type { TrashBatch } from "@/lib/domain/trash.schema";
import type { WriteContext } from "./write-context";

const FIELDS = [
  "verb",
  "origin",
  "operation",
  "actor",
  "atMs",
  "entries",
  "bytes",
  "form",
  "seq",
  "lockCursor",
  "purge",
] as const;

/** A batch as its hash has it; `list` is a queue's own list, renamed. */
export interface BatchMeta extends TrashBatch {
  readonly form: "records" | "list";
  /** Highest record ever written. */
  readonly seq: number;
  /** How far the locks of a cleared queue were released; null when nothing is left to do, or while it is put back. */
  readonly lockCursor: string | null;
  /** To be unlinked as soon as its locks are released. */
  readonly purge: boolean;
}

export async function readMeta(redis: Redis, { own }: WriteContext, id: string): Promise<BatchMeta | null> {
  const values = await redis.hmget(own.trashBatch(id), ...FIELDS);
  const field = (name: (typeof FIELDS)[number]) => values[FIELDS.indexOf(name)] ?? null;
  const atMs = Number(field("atMs"));
  if (field("atMs") === null || !Number.isFinite(atMs)) return null;
  const cursor = field("lockCursor");
  return {
    id,
    verb: field("verb") ?? "delete",
    origin: field("origin") ?? "",
    operation: field("operation") || null,
    actor: field("actor") ?? "",
    atMs,
    expiresAtMs: atMs + limits.trashRetentionMs,
    entries: Number(field("entries")) || 0,
    bytes: Number(field("bytes")) || 0,
    form: field("form") === "list" ? "list" : "records",
    seq: Number(field("seq")) || 0,
    lockCursor: cursor === null || cursor === "done" || cursor === "held" ? null : cursor,
    purge: field("purge") === "1",
  };
}

/** What the port shows of a batch. */
export function toBatch(meta: BatchMeta): TrashBatch {
  const { id, verb, origin, operation, actor, atMs, expiresAtMs, entries, bytes } = meta;
  return { id, verb, origin, operation, actor, atMs, expiresAtMs, entries, bytes };
}
