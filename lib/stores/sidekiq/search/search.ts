import "server-only";
import { limits } from "@/lib/config/limits";
import type { FilterNode } from "@/lib/domain/filter";
import type { JobEntry } from "@/lib/domain/job.schema";
import { queueVisible } from "@/lib/domain/queue-glob";
import type { SearchPlace } from "@/lib/domain/search.schema";
import { isAppError } from "@/lib/errors/app-error";
import { pipelined } from "@/lib/redis/pipeline";
import type { CallOptions, FoundFacts, ListRef, SearchRequest, SearchStep } from "@/lib/stores/port";
import type { SidekiqContext } from "../context";
import { cronRunsFor } from "../cron-runs";
import { anchorOf, encodeCursor } from "../cursor";
import { toEntry } from "../entry";
import { bytesTest, filterTree, mayBeIn, predicateOf } from "../filter";
import { errorClassOf, type Spot } from "../filter-facts";
import { clockMs, entryOf, TIME } from "../page";
import { type Peek, peek } from "../peek";
import { type Item, integer, type Sequence, sequenceOf } from "../sequence";
import { foundWork, readWork, setMembers } from "../work";
import { scanPages } from "./pages";
import { everywhere } from "./places";

/** With more hits than this in a page their scores are read with the next pages, not one by one. */
const FEW_HITS = 4;

interface Place {
  readonly place: SearchPlace;
  readonly total: number;
}

/** Looks through places one after the other; see `JobReader.search`. */
export async function* search(
  ctx: SidekiqContext,
  request: SearchRequest,
  options: CallOptions = {},
): AsyncGenerator<SearchStep> {
  const node = filterTree(request.q);
  const { places, nowMs } = await placesOf(ctx, request, node);
  const narrowed = request.queueGlobs !== undefined;
  yield { kind: "places", places: places.map((each) => (narrowed ? { ...each, total: null } : each)), nowMs };
  for (const { place } of places) {
    try {
      yield* "running" in place
        ? searchRunning(ctx, request, place, nowMs)
        : searchList(ctx, request, { list: place, node, nowMs, signal: options.signal });
    } catch (error) {
      if (!isAppError(error) || error.params.reply !== "WRONGTYPE") throw error;
      yield { ...nothing(place), complete: true, error: error.code };
    }
  }
}

async function placesOf(ctx: SidekiqContext, request: SearchRequest, node: FilterNode) {
  const wanted = request.places ?? (await everywhere(ctx));
  const globs = request.queueGlobs ?? null;
  const open = wanted.filter(
    (place) => mayBeIn(node, spotIn(place)) && (!("queue" in place) || queueVisible(place.queue, globs)),
  );
  const { places, time } = await ctx.link.read(async (redis) => {
    const lists = open.filter((place): place is ListRef => !("running" in place));
    const replies = await pipelined(redis, [TIME, ...lists.map((list) => sequenceOf(list, ctx.keys).length)]);
    const sizes = new Map<SearchPlace, number>(
      lists.map((list, index) => {
        const size = replies[index + 1];
        return [list, isAppError(size) ? 0 : integer(size)] as const;
      }),
    );
    return { places: open.map((place) => ({ place, total: sizes.get(place) ?? 0 })), time: replies[0] };
  });
  return { places: places satisfies Place[], nowMs: clockMs(time) };
}

function spotIn(place: SearchPlace): Spot {
  if ("set" in place) return { set: place.set, score: null };
  return "queue" in place ? { queue: place.queue } : { process: "", startedAtMs: null };
}

type Step = Extract<SearchStep, { kind: "step" }>;

function nothing(place: SearchPlace): Omit<Step, "complete" | "error"> {
  return { kind: "step", place, scanned: 0, jobs: [], facts: [], cursor: null, slowed: false };
}

interface ListSearch {
  readonly list: ListRef;
  readonly node: FilterNode;
  readonly nowMs: number;
  readonly signal: AbortSignal | undefined;
}

async function* searchList(
  ctx: SidekiqContext,
  request: SearchRequest,
  { list, node, nowMs, signal }: ListSearch,
): AsyncGenerator<SearchStep> {
  const sequence = sequenceOf(list, ctx.keys);
  const globs = "set" in list ? (request.queueGlobs ?? null) : null;
  const means = predicateOf(request.q, undefined, nowMs, await cronRunsFor(ctx, request.q));
  const needsScores = "set" in list && asksForTime(node);
  const total = await ctx.link.read(async (redis) => integer((await pipelined(redis, [sequence.length]))[0]));
  const up = sequence.naturallyUp === (request.direction === "forward");
  let scored = needsScores;
  let rows = 0;
  let last: Item | null = null;
  // Where queues are seen in part, what was looked at is counted by entries that are seen.
  const mayMean = globs === null ? bytesTest(request.q) : null;
  for await (const page of scanPages(ctx.link, sequence, { up, total, signal, mayMean, scored: () => scored })) {
    const visible =
      globs === null ? page.items : page.items.filter(({ bytes }) => queueVisible(peek(bytes).text("queue"), globs));
    const hits = visible.filter((item) => means(item.bytes, spotAt(list, item)));
    if ("set" in list && hits.length > FEW_HITS) scored = true;
    const { items: complete, more } = await takeRows(ctx, sequence, hits, request.rows - rows);
    rows += complete.length;
    last = complete.at(-1) ?? last;
    yield {
      ...nothing(list),
      scanned: globs === null ? page.count : visible.length,
      jobs: complete.map((item): JobEntry => entryOf(sequence, item)),
      facts: hits.map((item) => foundFacts(item.bytes, spotAt(list, item))),
      cursor: more && last ? cursorAfter(last) : null,
      slowed: page.slowed,
      complete: false,
      error: null,
    };
  }
  yield { ...nothing(list), complete: true, error: null };
}

function spotAt(list: ListRef, item: Item): Spot {
  return "set" in list ? { set: list.set, score: item.score } : { queue: list.queue };
}

function asksForTime(node: FilterNode): boolean {
  if (node.kind === "and" || node.kind === "or") return node.of.some(asksForTime);
  if (node.kind === "not") return asksForTime(node.of);
  return node.kind === "time" && node.key !== "enqueued";
}

/**
 * The first hits as rows. Those due next leave first, often all at once, before their scores are read: the ones
 * behind them take their place, or a list of hundreds would show none.
 */
async function takeRows(ctx: SidekiqContext, sequence: Sequence, hits: readonly Item[], wanted: number) {
  const first = await withScores(ctx, sequence, hits.slice(0, wanted));
  const missing = Math.min(wanted, hits.length) - first.length;
  if (missing === 0) return { items: first, more: hits.length > wanted };
  const behind = await withScores(ctx, sequence, hits.slice(wanted));
  return { items: [...first, ...behind.slice(0, missing)], more: behind.length > missing };
}

/** Rows need their score; one that left meanwhile is no row any more. */
async function withScores({ link }: SidekiqContext, sequence: Sequence, items: readonly Item[]): Promise<Item[]> {
  if ("queue" in sequence.list || items.every((item) => item.score !== null)) return [...items];
  const replies = await link.bulk((redis) =>
    pipelined(
      redis,
      items.map(({ bytes }) => ["ZSCORE", sequence.key, bytes]),
    ),
  );
  return items.flatMap((item, index) => {
    const score = replies[index];
    return Buffer.isBuffer(score) ? [{ ...item, score: score.toString("latin1") }] : [];
  });
}

function cursorAfter(item: Item): string {
  return encodeCursor({ mode: "after", anchor: anchorOf(item), previous: null, scanned: 0 });
}

function foundFacts(bytes: Buffer, spot: Spot): FoundFacts {
  const job = peek(bytes);
  return {
    class: job.class,
    queue: job.text("queue") ?? ("queue" in spot ? spot.queue : null),
    error: errorClassOf(job, spot),
    createdAtMs: createdAtMs(job),
  };
}

const createdAtMs = (job: Peek) => job.timeMs("created_at") ?? job.timeMs("enqueued_at");

/** What runs is as long as there are threads: it is read at once. */
async function* searchRunning(
  ctx: SidekiqContext,
  request: SearchRequest,
  place: SearchPlace,
  nowMs: number,
): AsyncGenerator<SearchStep> {
  const means = predicateOf(request.q, undefined, nowMs, await cronRunsFor(ctx, request.q));
  const globs = request.queueGlobs ?? null;
  const work = await ctx.link.read(async (redis) => {
    const identities = await setMembers(redis, ctx.keys.processes);
    return readWork(redis, ctx, identities);
  });
  const visible = work.filter(({ queue }) => queueVisible(queue || null, globs));
  const hits = visible.filter((each) => means(each.payload, each));
  yield {
    ...nothing(place),
    scanned: visible.length,
    jobs: hits
      .slice(0, Math.min(request.rows, limits.searchRowsMax))
      .map((each) => toEntry(each.payload, foundWork(each))),
    facts: hits.map((each) => ({ ...foundFacts(each.payload, each), queue: each.queue || null })),
    complete: true,
    error: null,
  };
}
