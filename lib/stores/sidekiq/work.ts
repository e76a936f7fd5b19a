import "server-only";
import type { Redis } from "ioredis";
import { isAppError } from "@/lib/errors/app-error";
import { pipelined, type Reply } from "@/lib/redis/pipeline";
import type { SidekiqContext } from "./context";
import { type Found, readPayload } from "./entry";
import { asString, isObject, type JsonValue, parseJson } from "./payload-parse";
import { encodeRef, hashText } from "./ref";
import { buffers } from "./sequence";
import { timeMs } from "./times";

/** One running job as its process last reported it. */
export interface Work {
  readonly process: string;
  readonly thread: string;
  readonly queue: string;
  readonly startedAtMs: number | null;
  /** The job's own bytes; of a record that cannot be read, the record's. */
  readonly payload: Buffer;
  readonly ref: string;
}

const SCAN_COUNT = 500;
const SCAN_STEPS = 20;

/** All members of a set, read in bounded steps; the rest of a set beyond 10,000 or so is left out. */
export async function setMembers(redis: Redis, key: string, first?: Reply): Promise<string[]> {
  let reply = first ?? (await pipelined(redis, [["SSCAN", key, 0, "COUNT", SCAN_COUNT]]))[0];
  const members = new Set<string>();
  for (let step = 1; ; step++) {
    const [cursor, page] = scanReply(reply);
    for (const member of page) members.add(member.toString("utf8"));
    if (cursor === "0" || step >= SCAN_STEPS * 5) return [...members];
    [reply] = await pipelined(redis, [["SSCAN", key, cursor, "COUNT", SCAN_COUNT]]);
  }
}

export function scanReply(reply: Reply | undefined): [cursor: string, items: Buffer[]] {
  if (isAppError(reply)) throw reply;
  const [cursor, items] = Array.isArray(reply) ? reply : [];
  return [Buffer.isBuffer(cursor) ? cursor.toString("latin1") : "0", buffers(items)];
}

/** Running jobs of these processes, from `:work` (6.4 and later) and `:workers` (before), unreadable ones included. */
export async function readWork(redis: Redis, ctx: SidekiqContext, identities: readonly string[]): Promise<Work[]> {
  const places = identities.flatMap((identity) => [
    { identity, key: ctx.keys.work(identity) },
    { identity, key: ctx.keys.workers(identity) },
  ]);
  const replies = await pipelined(
    redis,
    places.map(({ key }) => ["HSCAN", key, 0, "COUNT", SCAN_COUNT]),
  );
  const found: Work[] = [];
  for (const [index, { identity, key }] of places.entries()) {
    let reply = replies[index];
    const threads = new Map<string, Work>();
    for (let step = 0; !isAppError(reply) && step < SCAN_STEPS; step++) {
      const [cursor, flat] = scanReply(reply);
      for (let i = 0; i + 1 < flat.length; i += 2) {
        const thread = flat[i]?.toString("utf8") ?? "";
        const record = flat[i + 1];
        if (record && record.length > 0) threads.set(thread, toWork(identity, thread, record));
      }
      if (cursor === "0") break;
      [reply] = await pipelined(redis, [["HSCAN", key, cursor, "COUNT", SCAN_COUNT]]);
    }
    found.push(...threads.values());
  }
  return found.sort((a, b) => (a.startedAtMs ?? Infinity) - (b.startedAtMs ?? Infinity));
}

/** `{"queue","payload","run_at"}`: the payload is JSON inside a string (6.0 and later) or the job itself (5.x). */
export function toWork(process: string, thread: string, record: Buffer): Work {
  const fields = parseJson(record.toString("utf8"))?.value;
  const ref = encodeRef({ kind: "running", process, thread, hash: hashText(record) });
  if (!isObject(fields)) return { process, thread, queue: "", startedAtMs: null, payload: record, ref };
  const inner = fields.get("payload");
  const payload = typeof inner === "string" ? Buffer.from(inner, "utf8") : payloadSpan(record, inner);
  return {
    process,
    thread,
    queue: asString(fields.get("queue")) ?? "",
    startedAtMs: timeMs(fields.get("run_at")),
    payload,
    ref,
  };
}

/** The text of the record's own `payload`, as it stands there. */
function payloadSpan(record: Buffer, inner: JsonValue | undefined): Buffer {
  if (!isObject(inner)) return record;
  const text = record.toString("utf8");
  const spans = parseJson(text, (key, value) => (key === "payload" && isObject(value) ? "" : null))?.hidden ?? [];
  const [span] = spans;
  return span ? Buffer.from(text.slice(span.start, span.end), "utf8") : record;
}

export function foundWork(work: Work): Found {
  const queue = work.queue || (asString(readPayload(work.payload).fields.get("queue")) ?? "");
  return {
    ref: work.ref,
    place: { kind: "running", queue, process: work.process, thread: work.thread },
    atMs: work.startedAtMs,
  };
}
