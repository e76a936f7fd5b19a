import "server-only";
import { limits } from "@/lib/config/limits";
import { isAppError } from "@/lib/errors/app-error";
import { pipelined, type Reply } from "@/lib/redis/pipeline";
import type { SidekiqContext } from "./context";
import type { Located } from "./plan";
import { hashText, type Ref } from "./ref";
import { pairs, sameScore, walkSet } from "./walk";

/** An entry, or why there is none: gone = proven absent, unknown = not found within the bound. */
export type Found = Located | "gone" | "unknown";
type SetRef = Extract<Ref, { kind: "set" }>;
type QueueRef = Extract<Ref, { kind: "queue" }>;
export type PlacedRef = SetRef | QueueRef;

/** Members of one score that are read at once; fewer than this in the reply means that was all of them. */
const SAME_SCORE_PAGE = 20;
/** A requeue puts entries behind the tail and moves the rest away from it. */
const LIST_SLACK = 200;
const LIST_PAGE_BYTES = 512 * 1024;

/** Finds refs by the exact bytes they name. One round trip when nothing has moved. */
export async function findRefs(
  context: SidekiqContext,
  refs: readonly PlacedRef[],
  signal?: AbortSignal,
): Promise<Found[]> {
  const replies = await context.link.read((redis) =>
    pipelined(
      redis,
      refs.map((ref) =>
        ref.kind === "set"
          ? ["ZRANGE", context.keys.set(ref.set), ref.rank, ref.rank, "WITHSCORES"]
          : ["LINDEX", context.keys.queue(ref.queue), -(ref.fromTail + 1)],
      ),
    ),
  );
  const found: Found[] = [];
  for (const [i, ref] of refs.entries()) {
    const reply = replies[i] ?? null;
    if (isAppError(reply)) throw reply;
    if (ref.kind === "set") found.push(atRank(ref, reply) ?? (await findInSet(context, ref, signal)));
    else found.push(atIndex(ref, reply) ?? (await findInQueue(context, ref, signal)));
  }
  return found;
}

function atRank(ref: SetRef, reply: Reply): Located | null {
  const [member] = Array.isArray(reply) ? pairs(reply.filter(Buffer.isBuffer), ref.rank) : [];
  return member && matches(ref, member.bytes, member.score) ? inSet(ref, member.bytes, member.score) : null;
}

function atIndex(ref: QueueRef, reply: Reply): Located | null {
  return Buffer.isBuffer(reply) && hashText(reply) === ref.hash ? inQueue(ref, reply, ref.fromTail) : null;
}

const matches = (ref: SetRef, bytes: Buffer, score: string) =>
  sameScore(score, ref.score) && hashText(bytes) === ref.hash;
const inSet = (ref: SetRef, bytes: Buffer, score: string): Located => ({ bytes, at: { set: ref.set, score } });
const inQueue = (ref: QueueRef, bytes: Buffer, fromTail: number): Located => ({
  bytes,
  at: { queue: ref.queue, fromTail },
});

/** Among the members of its score: all in one reply when they are few, else around the hint, else all in pages. */
async function findInSet(context: SidekiqContext, ref: SetRef, signal?: AbortSignal): Promise<Found> {
  const key = context.keys.set(ref.set);
  const { few, base, count } = await context.link.read(async (redis) => {
    const flat = await redis.zrangebyscoreBuffer(key, ref.score, ref.score, "WITHSCORES", "LIMIT", 0, SAME_SCORE_PAGE);
    if (flat.length < 2 * SAME_SCORE_PAGE) return { few: pairs(flat, 0), base: 0, count: flat.length / 2 };
    const below = await redis.zcount(key, "-inf", `(${ref.score}`);
    return { few: pairs(flat, 0), base: below, count: await redis.zcount(key, ref.score, ref.score) };
  });
  const near = few.find((member) => matches(ref, member.bytes, member.score));
  if (near) return inSet(ref, near.bytes, near.score);
  if (count < SAME_SCORE_PAGE) return "gone";
  const skip = Math.max(0, Math.min(ref.rank - base, count) - limits.refWindow / 2);
  const around = await searchScore(context, key, ref, skip, limits.refWindow, signal);
  if (around !== "unknown") return around;
  return searchScore(context, key, ref, 0, limits.equalScoreWindow, signal);
}

async function searchScore(
  context: SidekiqContext,
  key: string,
  ref: SetRef,
  skip: number,
  window: number,
  signal?: AbortSignal,
): Promise<Found> {
  let looked = 0;
  for await (const page of walkSet(context, key, { score: ref.score, skip }, "read", signal)) {
    for (const member of page) {
      if (!sameScore(member.score, ref.score)) return skip === 0 ? "gone" : "unknown";
      if (hashText(member.bytes) === ref.hash) return inSet(ref, member.bytes, member.score);
    }
    looked += page.length;
    if (looked >= window) return "unknown";
  }
  return skip === 0 ? "gone" : "unknown";
}

/**
 * From a little beyond the hint towards the tail: pops move an entry towards the tail, never past a search that
 * goes the same way. Gone only when the search covered the whole list: what was put behind the tail since the
 * hint may have moved the entry further than the search begins.
 */
async function findInQueue(context: SidekiqContext, ref: QueueRef, signal?: AbortSignal): Promise<Found> {
  const key = context.keys.queue(ref.queue);
  const length = await context.link.read((redis) => redis.llen(key));
  const lowest = Math.max(0, ref.fromTail - limits.refWindow);
  const highest = ref.fromTail + LIST_SLACK;
  let high = highest;
  let size = 20;
  while (high >= lowest) {
    signal?.throwIfAborted();
    const low = Math.max(lowest, high - size + 1);
    const page = await context.link.read((redis) => redis.lrangeBuffer(key, -(high + 1), -(low + 1)));
    for (const [i, bytes] of page.entries()) {
      if (hashText(bytes) === ref.hash) return inQueue(ref, bytes, low + page.length - 1 - i);
    }
    high = low - 1;
    const average = page.reduce((sum, bytes) => sum + bytes.length, 0) / Math.max(1, page.length);
    size = Math.max(1, Math.min(200, Math.floor(LIST_PAGE_BYTES / Math.max(1, average))));
  }
  return lowest === 0 && length <= highest + 1 ? "gone" : "unknown";
}
