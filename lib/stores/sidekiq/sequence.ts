import "server-only";
import { AppError, isAppError } from "@/lib/errors/app-error";
import type { Command, Reply } from "@/lib/redis/pipeline";
import type { ListRef } from "@/lib/stores/port";
import type { SidekiqKeys } from "./keys";
import { encodeRef, hashText } from "./ref";

/** One entry where it was seen: `pos` is the rank in a set, the distance from the tail in a queue. */
export interface Item {
  readonly bytes: Buffer;
  /** As Redis printed it; null in a queue. */
  readonly score: string | null;
  readonly pos: number;
}

/**
 * A set or a queue as one ascending row of positions. A queue counts from its tail, where the next job to run
 * is: pushes leave those positions alone, as new deaths leave the ranks of the dead set.
 */
export interface Sequence {
  readonly list: ListRef;
  readonly key: string;
  /** Whether reading in the list's natural order goes up in position: all but the dead set. */
  readonly naturallyUp: boolean;
  readonly length: Command;
  range(low: number, high: number): Command;
  /** As `range`, without the scores. */
  bareRange(low: number, high: number): Command;
  /** As `items`, for a reply to `bareRange`: scores are null. */
  bareItems(reply: Reply | undefined, low: number): Item[];
  /** The `count` highest positions. */
  top(count: number): Command;
  /** Items in ascending position; `low` is the position of the first. @throws AppError when the reply is one. */
  items(reply: Reply | undefined, low: number): Item[];
  /** As `items`, for a reply to `top` of a sequence of this length. */
  topItems(reply: Reply | undefined, length: number): Item[];
  ref(item: Item): string;
}

export function sequenceOf(list: ListRef, keys: SidekiqKeys): Sequence {
  return "set" in list ? setSequence(list, keys.set(list.set)) : queueSequence(list, keys.queue(list.queue));
}

function setSequence(list: { set: "scheduled" | "retry" | "dead" }, key: string): Sequence {
  const items = (reply: Reply | undefined, low: number) => {
    const flat = buffers(reply);
    const found: Item[] = [];
    for (let i = 0; i + 1 < flat.length; i += 2) {
      const [bytes, score] = [flat[i], flat[i + 1]];
      if (bytes && score) found.push({ bytes, score: score.toString("latin1"), pos: low + i / 2 });
    }
    return found;
  };
  return {
    list,
    key,
    naturallyUp: list.set !== "dead",
    length: ["ZCARD", key],
    range: (low, high) => ["ZRANGE", key, low, high, "WITHSCORES"],
    bareRange: (low, high) => ["ZRANGE", key, low, high],
    bareItems: (reply, low) => buffers(reply).map((bytes, index) => ({ bytes, score: null, pos: low + index })),
    top: (count) => ["ZREVRANGE", key, 0, count - 1, "WITHSCORES"],
    items,
    topItems: (reply, length) => {
      const found = items(reply, 0);
      return found.map((item, index) => ({ ...item, pos: Math.max(0, length - 1 - index) })).reverse();
    },
    ref: (item) =>
      encodeRef({
        kind: "set",
        set: list.set,
        score: item.score ?? "0",
        hash: hashText(item.bytes),
        rank: item.pos,
      }),
  };
}

function queueSequence(list: { queue: string }, key: string): Sequence {
  const range = (low: number, high: number): Command => ["LRANGE", key, -(high + 1), -(low + 1)];
  const items = (reply: Reply | undefined, low: number) =>
    buffers(reply)
      .reverse()
      .map((bytes, index) => ({ bytes, score: null, pos: low + index }));
  return {
    list,
    key,
    naturallyUp: true,
    length: ["LLEN", key],
    range,
    bareRange: range,
    bareItems: items,
    top: (count) => ["LRANGE", key, 0, count - 1],
    items,
    topItems: (reply, length) =>
      buffers(reply)
        .map((bytes, index) => ({ bytes, score: null, pos: Math.max(0, length - 1 - index) }))
        .reverse(),
    ref: (item) => encodeRef({ kind: "queue", queue: list.queue, hash: hashText(item.bytes), fromTail: item.pos }),
  };
}

/** @throws the AppError that stands in place of the reply */
export function buffers(reply: Reply | undefined): Buffer[] {
  if (isAppError(reply)) throw reply;
  if (!Array.isArray(reply)) throw new AppError("internal", {}, { message: "a list was expected" });
  return reply.filter((part) => Buffer.isBuffer(part));
}

/** @throws the AppError that stands in place of the reply */
export function integer(reply: Reply | undefined): number {
  if (isAppError(reply)) throw reply;
  return typeof reply === "number" ? reply : 0;
}
