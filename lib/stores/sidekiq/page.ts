import "server-only";
import type { Redis } from "ioredis";
import type { JobEntry, JobPage } from "@/lib/domain/job.schema";
import { isAppError } from "@/lib/errors/app-error";
import { type Command, pipelined, type Reply } from "@/lib/redis/pipeline";
import type { ListRequest } from "@/lib/stores/port";
import { anchorOf, type Cursor, decodeCursor, encodeCursor } from "./cursor";
import { readPayload, toEntry } from "./entry";
import { hashText } from "./ref";
import { locate } from "./relocate";
import { type Item, integer, type Sequence } from "./sequence";
import { secondsMs, timeMs } from "./times";

export const TIME: Command = ["TIME"];

interface Slice {
  /** In reading order; for `before`, the anchor is not among them. */
  rows: Item[];
  /** The entry that follows the last row. */
  following: Item | null;
  total: number;
  nowMs: number;
  oldestAtMs: number | null;
}

/** One page without a filter: one round trip, and one more for each entry that moved since the page before. */
export async function readPage(redis: Redis, sequence: Sequence, request: ListRequest): Promise<JobPage> {
  const up = readsUp(sequence, request);
  const cursor = request.cursor === null ? null : decodeCursor(request.cursor);
  const slice = cursor
    ? await sliceAt(redis, sequence, cursor, up, request.limit)
    : await firstSlice(redis, sequence, up, request.limit);
  const { rows, following, total, nowMs, oldestAtMs } = slice;
  const [first, last] = [rows[0], rows.at(-1)];
  const atStart = !first || (up ? first.pos === 0 : first.pos >= total - 1);
  return {
    jobs: rows.map((item) => entryOf(sequence, item)),
    total,
    nextCursor:
      following && last
        ? encodeCursor({ mode: "from", anchor: anchorOf(following), previous: anchorOf(last), scanned: 0 })
        : null,
    prevCursor:
      cursor && first && !atStart
        ? encodeCursor({ mode: "before", anchor: anchorOf(first), previous: null, scanned: 0 })
        : null,
    scanned: rows.length,
    complete: following === null,
    nowMs,
    oldestAtMs,
  };
}

export function readsUp(sequence: Sequence, request: ListRequest): boolean {
  return sequence.naturallyUp === (request.direction === "forward");
}

export function entryOf(sequence: Sequence, item: Item): JobEntry {
  const { list } = sequence;
  return toEntry(item.bytes, {
    ref: sequence.ref(item),
    place: "set" in list ? { kind: list.set } : { kind: "queue", queue: list.queue },
    atMs: secondsMs(item.score),
  });
}

async function firstSlice(redis: Redis, sequence: Sequence, up: boolean, limit: number): Promise<Slice> {
  const first = up ? sequence.range(0, limit) : sequence.top(limit + 1);
  const replies = await pipelined(redis, [first, ...context(sequence)]);
  const facts = contextOf(sequence, replies.slice(1));
  const items = up ? sequence.items(replies[0], 0) : sequence.topItems(replies[0], facts.total).reverse();
  return { rows: items.slice(0, limit), following: items[limit] ?? null, ...facts };
}

async function sliceAt(redis: Redis, sequence: Sequence, cursor: Cursor, up: boolean, limit: number): Promise<Slice> {
  const before = cursor.mode === "before";
  let anchorPos = cursor.anchor.pos;
  let read = await readAround(redis, sequence, anchorPos, up !== before, limit);
  const seen = read.items.find((item) => item.pos === anchorPos);
  let present = seen !== undefined && hashText(seen.bytes) === cursor.anchor.hash;
  if (!present) {
    const place = await placeOf(redis, sequence, cursor, up);
    anchorPos = place.pos;
    present = place.present;
    read = await readAround(redis, sequence, anchorPos, up !== before, limit);
  }
  const ordered = up ? read.items : read.items.reverse();
  if (!before) return { rows: ordered.slice(0, limit), following: ordered[limit] ?? null, ...read.facts };
  const anchor = ordered.find((item) => item.pos === anchorPos) ?? null;
  return { rows: ordered.filter((item) => item !== anchor), following: anchor, ...read.facts };
}

/** The position to go on from: the anchor's, else the one beside the entry before it, else where it would be. */
async function placeOf(redis: Redis, sequence: Sequence, cursor: Cursor, up: boolean) {
  const found = await locate(redis, sequence, cursor.anchor);
  if (found.item) return { pos: found.pos, present: true };
  if (cursor.previous) {
    const previous = await locate(redis, sequence, cursor.previous);
    if (previous.item) return { pos: previous.pos + (up ? 1 : -1), present: false };
  }
  // Jobs leave a queue at its tail: what is no longer found has run, and so has everything nearer to the tail.
  if ("queue" in sequence.list) return { pos: up ? 0 : found.pos - 1, present: false };
  return { pos: up ? found.pos : found.pos - 1, present: false };
}

async function readAround(redis: Redis, sequence: Sequence, pos: number, upwards: boolean, limit: number) {
  const low = upwards ? pos : Math.max(0, pos - limit);
  const high = upwards ? pos + limit : pos;
  const empty = high < 0;
  const replies = await pipelined(redis, [
    ...(empty ? [] : [sequence.range(Math.max(0, low), high)]),
    ...context(sequence),
  ]);
  const items = empty ? [] : sequence.items(replies.shift(), Math.max(0, low));
  return { items, facts: contextOf(sequence, replies) };
}

/** What every page says beside its rows. */
export function context(sequence: Sequence): Command[] {
  return [sequence.length, TIME, sequence.range(0, 0)];
}

export function contextOf(sequence: Sequence, [length, time, oldest]: Reply[]) {
  const [item] = sequence.items(oldest, 0);
  return { total: integer(length), nowMs: clockMs(time), oldestAtMs: item ? oldestMs(item) : null };
}

function oldestMs(item: Item): number | null {
  if (item.score !== null) return secondsMs(item.score);
  const { fields } = readPayload(item.bytes);
  return timeMs(fields.get("enqueued_at")) ?? timeMs(fields.get("created_at"));
}

/** The store's clock; ours when it may not be asked. */
export function clockMs(reply: Reply | undefined): number {
  if (isAppError(reply) || !Array.isArray(reply)) return Date.now();
  const [seconds, micros] = reply.map(String);
  return Number(seconds) * 1_000 + Math.floor(Number(micros) / 1_000);
}
