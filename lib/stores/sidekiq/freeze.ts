import "server-only";
import type { OperationTarget } from "@/lib/domain/action.schema";
import type { CallOptions, FrozenBatch } from "@/lib/stores/port";
import type { SidekiqContext } from "./context";
import { readPayload } from "./entry";
import { predicateOf } from "./filter";
import { encodeIdentity } from "./identity";
import { asString } from "./payload-parse";
import { readRange, type SetMember, scoreNumber, walkSet } from "./walk";

/** Walks the set once, to what was its end when the walk began. */
export async function* freeze(
  context: SidekiqContext,
  target: OperationTarget,
  options: CallOptions & { queueGlobs?: readonly string[] | undefined } = {},
): AsyncGenerator<FrozenBatch> {
  const key = context.keys.set(target.set);
  const { setSize, end } = await context.link.bulk(async (redis) => {
    const size = await redis.zcard(key);
    const [last] = size === 0 ? [] : await readRange(redis, key, size - 1, 1);
    return { setSize: size, end: last };
  });
  const q = target.q || null;
  const wanted = q === null && !options.queueGlobs ? null : predicateOf(q, options.queueGlobs);
  let scanned = 0;
  if (!end) return;
  for await (const page of walkSet(context, key, { score: null, skip: 0 }, "bulk", options.signal)) {
    const within = page.filter((member) => !isBehind(member, end));
    const hits = wanted ? within.filter((member) => wanted(member.bytes)) : within;
    scanned += within.length;
    yield {
      identities: hits.map((member) => encodeIdentity(member.bytes, member.score)),
      facts: hits.map((member) => factsOf(member.bytes)),
      scanned,
      setSize,
    };
    if (within.length < page.length) return;
  }
}

function isBehind(member: SetMember, end: SetMember): boolean {
  const difference = scoreNumber(member.score) - scoreNumber(end.score);
  if (difference !== 0 && !Number.isNaN(difference)) return difference > 0;
  return Buffer.compare(member.bytes, end.bytes) > 0;
}

function factsOf(bytes: Buffer): FrozenBatch["facts"][number] {
  const { fields, job, problem } = readPayload(bytes);
  return {
    class: job.class,
    queue: asString(fields.get("queue")),
    errorClass: asString(fields.get("error_class")),
    unreadable: problem === "invalid_json" || problem === "not_an_object",
    locked: fields.has("lock_digest") || fields.has("unique_digest"),
    batched: fields.has("bid"),
    sizeBytes: bytes.length,
  };
}
