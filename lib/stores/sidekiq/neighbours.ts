import "server-only";
import type { Redis } from "ioredis";
import { pipelined } from "@/lib/redis/pipeline";
import type { CallOptions } from "@/lib/stores/port";
import type { NeighbourRequest, Neighbours } from "@/lib/stores/port-export";
import type { SidekiqContext } from "./context";
import { cronRunsFor } from "./cron-runs";
import type { Anchor } from "./cursor";
import { predicateOf } from "./filter";
import { decodeRef } from "./ref";
import { scan, scanBudget } from "./scan";
import { integer, type Sequence, sequenceOf } from "./sequence";

const NONE: Neighbours = { previous: null, next: null, complete: true };

/** The nearest matching entries on both sides of one, which itself may be gone; bounded work, see `complete`. */
export async function readNeighbours(
  ctx: SidekiqContext,
  text: string,
  request: NeighbourRequest,
  options: CallOptions = {},
): Promise<Neighbours> {
  const ref = decodeRef(text);
  if (!ref || ref.kind === "running") return NONE;
  const list = ref.kind === "set" ? { set: ref.set } : { queue: ref.queue };
  const anchor: Anchor =
    ref.kind === "set"
      ? { hash: ref.hash, score: ref.score, pos: ref.rank }
      : { hash: ref.hash, score: null, pos: ref.fromTail };
  const sequence = sequenceOf(list, ctx.keys);
  const globs = "set" in list ? request.queueGlobs : undefined;
  const predicate = predicateOf(request.q, globs, Date.now(), await cronRunsFor(ctx, request.q));
  const natural = sequence.naturallyUp === (request.direction === "forward");
  return ctx.link.bulk(async (redis) => {
    const [length] = await pipelined(redis, [sequence.length]);
    const total = integer(length);
    const side = (up: boolean) =>
      nearest(redis, sequence, { after: anchor, up, total, predicate, signal: options.signal });
    const next = await side(natural);
    const previous = await side(!natural);
    return { previous: previous.ref, next: next.ref, complete: previous.complete && next.complete };
  });
}

async function nearest(
  redis: Redis,
  sequence: Sequence,
  options: Omit<Parameters<typeof scan>[2], "limit" | "budget">,
): Promise<{ ref: string | null; complete: boolean }> {
  const { hits, complete } = await scan(redis, sequence, { ...options, limit: 1, budget: scanBudget() });
  const [hit] = hits;
  return { ref: hit ? sequence.ref(hit) : null, complete: complete || hit !== undefined };
}
