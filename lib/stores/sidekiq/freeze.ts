import "server-only";
import { limits } from "@/lib/config/limits";
import type { OperationTarget } from "@/lib/domain/action.schema";
import { listsOf } from "@/lib/domain/operation-target";
import type { CallOptions, FrozenBatch, ListRef } from "@/lib/stores/port";
import type { SidekiqContext } from "./context";
import { cronRunsFor } from "./cron-runs";
import { factsOf } from "./facts";
import { type Predicate, predicateOf } from "./filter";
import { findRefs, type PlacedRef } from "./find-refs";
import { encodeIdentity, encodeQueueIdentity } from "./identity";
import { isPrivate, type Located } from "./plan";
import { decodeRef } from "./ref";
import { SampleTaker } from "./sample";
import { readRange, type SetMember, scoreNumber, walkSet } from "./walk";
import { walkQueue } from "./walk-queue";

type Options = CallOptions & { queueGlobs?: readonly string[] | undefined };

/** Walks each list once, to what was its end when the walk began; a selection is looked up ref by ref. */
export async function* freeze(
  context: SidekiqContext,
  target: OperationTarget,
  options: Options = {},
): AsyncGenerator<FrozenBatch> {
  const q = target.q || null;
  const { queueGlobs } = options;
  const wanted =
    q === null && !queueGlobs ? null : predicateOf(q, queueGlobs, Date.now(), await cronRunsFor(context, q));
  const sample = new SampleTaker();
  const batches = target.refs
    ? freezeRefs(context, target.refs, wanted, options.signal)
    : freezeLists(context, listsOf(target), wanted, options.signal);
  let last: FrozenBatch | null = null;
  for await (const { entries, list, scanned, setSize } of batches) {
    sample.add(entries);
    last = {
      list,
      identities: entries.map(identityOf),
      facts: entries.map(({ bytes, at }) => factsOf(bytes, list, "set" in at ? at.score : null)),
      scanned,
      setSize,
    };
    yield last;
  }
  if (last) yield { ...last, identities: [], facts: [], sample: sample.lines() };
}

interface Batch {
  readonly list: ListRef;
  readonly entries: readonly Located[];
  /** Over all lists so far. */
  readonly scanned: number;
  readonly setSize: number;
}

function identityOf({ bytes, at }: Located): Uint8Array {
  return "set" in at ? encodeIdentity(bytes, at.score) : encodeQueueIdentity(bytes, at.fromTail);
}

async function* freezeLists(
  context: SidekiqContext,
  lists: readonly ListRef[],
  wanted: Predicate | null,
  signal: AbortSignal | undefined,
): AsyncGenerator<Batch> {
  const sizes = await Promise.all(lists.map((list) => sizeOf(context, list)));
  const setSize = sizes.reduce((sum, size) => sum + size, 0);
  let scanned = 0;
  for (const list of lists) {
    for await (const page of "set" in list ? walkInSet(context, list, signal) : walkInQueue(context, list, signal)) {
      scanned += page.length;
      yield { list, entries: wanted ? page.filter(({ bytes, at }) => wanted(bytes, at)) : page, scanned, setSize };
    }
  }
}

function sizeOf({ link, keys }: SidekiqContext, list: ListRef): Promise<number> {
  return link.bulk((redis) => ("set" in list ? redis.zcard(keys.set(list.set)) : redis.llen(keys.queue(list.queue))));
}

async function* walkInQueue(
  context: SidekiqContext,
  { queue }: Extract<ListRef, { queue: string }>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Located[]> {
  if (isPrivate(queue)) return;
  for await (const page of walkQueue(context, context.keys.queue(queue), "bulk", signal)) {
    yield page.map(({ bytes, fromTail }) => ({ bytes, at: { queue, fromTail } }));
  }
}

async function* walkInSet(
  context: SidekiqContext,
  { set }: Extract<ListRef, { set: unknown }>,
  signal: AbortSignal | undefined,
): AsyncGenerator<Located[]> {
  const key = context.keys.set(set);
  const end = await context.link.bulk(async (redis) => {
    const size = await redis.zcard(key);
    return size === 0 ? undefined : (await readRange(redis, key, size - 1, 1))[0];
  });
  if (!end) return;
  for await (const page of walkSet(context, key, { score: null, skip: 0 }, "bulk", signal)) {
    const whole = !isBehind(page.at(-1) ?? end, end);
    const within = whole ? page : page.filter((member) => !isBehind(member, end));
    yield within.map(({ bytes, score }) => ({ bytes, at: { set, score } }));
    if (!whole) return;
  }
}

function isBehind(member: SetMember, end: SetMember): boolean {
  const difference = scoreNumber(member.score) - scoreNumber(end.score);
  if (difference !== 0 && !Number.isNaN(difference)) return difference > 0;
  return Buffer.compare(member.bytes, end.bytes) > 0;
}

/** Entries that are still there, list by list, in the order operations go. */
async function* freezeRefs(
  context: SidekiqContext,
  texts: readonly string[],
  wanted: Predicate | null,
  signal: AbortSignal | undefined,
): AsyncGenerator<Batch> {
  const refs = [...new Set(texts)]
    .map(decodeRef)
    .filter((ref): ref is PlacedRef => ref !== null && ref.kind !== "running");
  const groups = new Map<string, PlacedRef[]>();
  for (const ref of refs) {
    const name = ref.kind === "set" ? `s${ref.set}` : `q${ref.queue}`;
    groups.set(name, [...(groups.get(name) ?? []), ref]);
  }
  let scanned = 0;
  for (const group of groups.values()) {
    const [first] = group;
    if (!first) continue;
    const list = first.kind === "set" ? { set: first.set } : { queue: first.queue };
    group.sort((a, b) => placeOf(a) - placeOf(b));
    for (let at = 0; at < group.length; at += limits.refsPerAction) {
      const some = group.slice(at, at + limits.refsPerAction);
      const found = (await findRefs(context, some, signal)).filter((one) => typeof one !== "string");
      scanned += some.length;
      const entries = wanted ? found.filter(({ bytes, at }) => wanted(bytes, at)) : found;
      yield { list, entries, scanned, setSize: texts.length };
    }
  }
}

const placeOf = (ref: PlacedRef) => (ref.kind === "set" ? ref.rank : ref.fromTail);
