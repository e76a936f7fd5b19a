import "server-only";
import type { Redis } from "ioredis";
import { limits } from "@/lib/config/limits";
import { isAppError } from "@/lib/errors/app-error";
import { pipelined } from "@/lib/redis/pipeline";
import type { SidekiqContext } from "../context";
import { privateQueuesOf } from "../super-fetch";
import { walkSet } from "../walk";
import { readWork, setMembers } from "../work";

/** Payloads of one place; `place` is `scheduled`, `retry`, `dead`, `running`, `queue:NAME` or `super_fetch`. */
export interface StorePage {
  readonly place: string;
  readonly payloads: readonly Buffer[];
}

export interface StorePlan {
  readonly total: number;
  pages(): AsyncGenerator<StorePage>;
}

const PAGE_BYTES = 512 * 1024;
const FIRST_PAGE = 50;

/**
 * Every job there is, in the direction jobs move: scheduled, retry, queues, in hand, running, and at last the dead.
 * One walk can miss a job that moves the other way meanwhile, so who concludes from absence looks twice.
 */
export async function planStore(ctx: SidekiqContext, signal?: AbortSignal): Promise<StorePlan> {
  const { keys, link } = ctx;
  const { queues, identities, privates, lengths } = await link.bulk(async (redis) => {
    const [names, processes] = [await members(redis, keys.queues), await members(redis, keys.processes)];
    const inHand = await privateQueuesOf(redis, ctx, { queues: names, identities: processes });
    const replies = await pipelined(redis, [
      ...["schedule", "retry", "dead"].map((set) => ["ZCARD", keys.any(set)] as const),
      ...names.map((queue) => ["LLEN", keys.queue(queue)] as const),
    ]);
    return { queues: names.sort(), identities: processes, privates: inHand, lengths: replies };
  });
  const total = lengths.reduce((sum: number, length) => sum + (typeof length === "number" ? length : 0), 0);

  async function* pages(): AsyncGenerator<StorePage> {
    for (const set of ["scheduled", "retry"] as const) yield* setPages(ctx, set, signal);
    for (const queue of queues) yield* listPages(ctx, keys.queue(queue), `queue:${queue}`, signal);
    for (const { key } of privates) yield* listPages(ctx, keys.any(key), "super_fetch", signal);
    signal?.throwIfAborted();
    const work = await link.bulk((redis) => readWork(redis, ctx, identities));
    yield { place: "running", payloads: work.map(({ payload }) => payload) };
    yield* setPages(ctx, "dead", signal);
  }
  return { total, pages };
}

async function members(redis: Redis, key: string): Promise<string[]> {
  return setMembers(redis, key).catch((error: unknown) => ignoreWrongType(error, []));
}

async function* setPages(
  ctx: SidekiqContext,
  set: "scheduled" | "retry" | "dead",
  signal?: AbortSignal,
): AsyncGenerator<StorePage> {
  try {
    for await (const page of walkSet(ctx, ctx.keys.set(set), { score: null, skip: 0 }, "bulk", signal)) {
      yield { place: set, payloads: page.map(({ bytes }) => bytes) };
    }
  } catch (error) {
    ignoreWrongType(error, null);
  }
}

/**
 * From the newest entry to the next one to run: pushes only shift what is still to come further back. When entries
 * in front were taken away, which the overlap of one entry tells, it goes back a page.
 */
async function* listPages(
  ctx: SidekiqContext,
  key: string,
  place: string,
  signal?: AbortSignal,
): AsyncGenerator<StorePage> {
  let from = 0;
  let size = FIRST_PAGE;
  let last: Buffer | null = null;
  try {
    for (;;) {
      signal?.throwIfAborted();
      const overlap: number = last ? 1 : 0;
      const [start, end] = [from - overlap, from + size - 1];
      const page: Buffer[] = await ctx.link.bulk((redis) => redis.lrangeBuffer(key, start, end));
      if (last && page[0] && !page[0].equals(last)) {
        from = Math.max(0, from - size);
        last = null;
        continue;
      }
      const fresh = page.slice(overlap);
      if (fresh.length === 0) return;
      yield { place, payloads: fresh };
      from += fresh.length;
      last = fresh.at(-1) ?? null;
      size = nextSize(fresh);
    }
  } catch (error) {
    ignoreWrongType(error, null);
  }
}

function nextSize(page: readonly Buffer[]): number {
  const bytes = page.reduce((sum, { length }) => sum + length, 0);
  return Math.max(1, Math.min(limits.rangeMax - 1, Math.floor(PAGE_BYTES / Math.max(1, bytes / page.length))));
}

function ignoreWrongType<T>(error: unknown, instead: T): T {
  if (isAppError(error) && error.params.reply === "WRONGTYPE") return instead;
  throw error;
}

const JID = Buffer.from('"jid"');
const QUOTE = 0x22;
const JID_MAX = 200;

/** Every `"jid":"…"` in the bytes, whatever it belongs to: rather one too many than a job overlooked. */
export function jidsIn(bytes: Buffer): string[] {
  const found: string[] = [];
  for (let at = bytes.indexOf(JID); at >= 0; at = bytes.indexOf(JID, at + JID.length)) {
    let from = at + JID.length;
    while (bytes[from] === 0x3a || bytes[from] === 0x20) from++;
    if (bytes[from] !== QUOTE) continue;
    const end = bytes.indexOf(QUOTE, from + 1);
    if (end > from && end - from <= JID_MAX) found.push(bytes.toString("utf8", from + 1, end));
  }
  return found;
}
