import "server-only";
import { limits } from "@/lib/config/limits";
import { PairHash } from "@/lib/domain/error-group";
import type { JobSetName } from "@/lib/domain/job.schema";
import { isAppError } from "@/lib/errors/app-error";
import { type Command, pipelined } from "@/lib/redis/pipeline";
import type { CallOptions, FailureSink, ScoreSpan } from "@/lib/stores/port";
import type { SidekiqContext } from "../context";
import { readPayload } from "../entry";
import { clockMs, TIME } from "../page";
import { integer } from "../sequence";
import { rankAfter, scoreNumber } from "../walk";
import { FailureReader, failureOf, groupName } from "./failure";

/** A page aims at this many bytes. */
const PAGE_BYTES = 512 * 1024;
const FIRST_PAGE = 100;
const SETS: readonly JobSetName[] = ["retry", "dead", "scheduled"];

export const scoreText = (score: number) =>
  score === Number.POSITIVE_INFINITY ? "+inf" : score === Number.NEGATIVE_INFINITY ? "-inf" : String(score);

/** Entries in each span and set; a key of another type counts as empty. */
export async function countSpans({ link, keys }: SidekiqContext, spans: readonly ScoreSpan[]) {
  const commands: Command[] = [
    TIME,
    ...SETS.map((set): Command => ["ZCARD", keys.set(set)]),
    ...spans.map(
      ({ set, after, upTo }): Command => [
        "ZCOUNT",
        keys.set(set),
        after === Number.NEGATIVE_INFINITY ? "-inf" : `(${scoreText(after)}`,
        scoreText(upTo),
      ],
    ),
  ];
  const [time, retry, dead, scheduled, ...counted] = await link.bulk((redis) => pipelined(redis, commands));
  const count = (reply: typeof retry) => (isAppError(reply) ? 0 : integer(reply));
  return {
    nowMs: clockMs(time),
    sizes: { retry: count(retry), dead: count(dead), scheduled: count(scheduled) },
    spans: counted.map(count),
  };
}

/**
 * Tells a sink every entry of a span. The page after is asked for before this one is looked through; each page
 * begins with the last entry of the one before, so that entries that moved meanwhile are neither skipped nor told twice.
 */
export async function scanSpan(
  ctx: SidekiqContext,
  span: ScoreSpan,
  sink: FailureSink,
  limit: number,
  options: CallOptions = {},
): Promise<boolean> {
  const key = ctx.keys.set(span.set);
  const teller = new Teller(span.set, sink);
  const range = (from: number, count: number) =>
    ctx.link.bulk((redis) => redis.zrangeBuffer(key, Math.max(0, from), String(from + count - 1), "WITHSCORES"));
  const begin =
    span.after === Number.NEGATIVE_INFINITY
      ? 0
      : await ctx.link.bulk((redis) => redis.zcount(key, "-inf", scoreText(span.after)));
  let rank = begin;
  let size = FIRST_PAGE;
  let last: { bytes: Buffer; score: string; rank: number } | null = null;
  let told = 0;
  let lastScore = Number.NaN;
  let next = range(rank, size);
  for (;;) {
    options.signal?.throwIfAborted();
    const flat = await next;
    let from = 0;
    if (last) {
      const [bytes, score] = flat;
      if (!bytes?.equals(last.bytes) || score?.toString("latin1") !== last.score) {
        const lost = last;
        rank = await ctx.link.bulk((redis) => rankAfter(redis, key, lost));
        last = null;
        next = range(rank, size);
        continue;
      }
      from = 2;
    }
    const entries = (flat.length - from) / 2;
    if (entries < 1) return true;
    rank += entries;
    const lastBytes = flat[flat.length - 2] ?? Buffer.alloc(0);
    last = { bytes: lastBytes, score: flat[flat.length - 1]?.toString("latin1") ?? "", rank: rank - 1 };
    const whole = entries >= size;
    size = pageSize(flat);
    if (whole) {
      next = range(rank - 1, size + 1);
      next.catch(() => {});
    }
    for (let i = from; i + 1 < flat.length; i += 2) {
      const bytes = flat[i];
      const score = scoreOf(flat[i + 1]);
      if (score > span.upTo) return true;
      if (told >= limit && score !== lastScore) return false;
      if (bytes) teller.tell(bytes, score);
      lastScore = score;
      told++;
    }
    if (!whole) return true;
  }
}

function scoreOf(printed: Buffer | undefined): number {
  const text = printed?.toString("latin1") ?? "";
  const score = Number(text);
  return Number.isNaN(score) ? scoreNumber(text) : score;
}

function pageSize(flat: readonly Buffer[]): number {
  let bytes = 0;
  for (let i = 0; i < flat.length; i += 2) bytes += flat[i]?.length ?? 0;
  return Math.max(1, Math.min(limits.rangeMax - 1, Math.floor((PAGE_BYTES * flat.length) / 2 / Math.max(1, bytes))));
}

/** Reads entries and passes them on; remembers the numbers of queues by the hash of their bytes. */
class Teller {
  private readonly reader = new FailureReader();
  private readonly hash = new PairHash();
  private readonly queues = new Map<number, number>();
  private readonly named = new Map<string | null, number>();
  private readonly set: JobSetName;
  private readonly sink: FailureSink;

  constructor(set: JobSetName, sink: FailureSink) {
    this.set = set;
    this.sink = sink;
  }

  tell(bytes: Buffer, score: number): void {
    const { reader, sink, set } = this;
    reader.read(bytes, set, score);
    const number = reader.group === 0 ? 0 : (sink.numberOf(reader.group) ?? this.name(bytes));
    sink.add(score, number, reader.failedAtSec, reader.firstAtSec, this.queueOf(bytes));
  }

  private name(bytes: Buffer): number {
    const failure = failureOf(readPayload(bytes), this.set);
    const name = failure ? groupName(failure) : { class: null, errorClass: null, message: null };
    return this.sink.name(this.reader.group, name);
  }

  private queueOf(bytes: Buffer): number {
    const { reader, hash } = this;
    if (reader.queueEnd === 0) return this.numberOf(reader.queueName);
    hash.reset();
    hash.add(bytes, reader.queueStart, reader.queueEnd);
    const key = hash.sum();
    const known = this.queues.get(key);
    if (known !== undefined) return known;
    const number = this.numberOf(bytes.toString("utf8", reader.queueStart, reader.queueEnd));
    this.queues.set(key, number);
    return number;
  }

  private numberOf(name: string | null): number {
    const known = this.named.get(name);
    if (known !== undefined) return known;
    const number = this.sink.queue(name);
    this.named.set(name, number);
    return number;
  }
}
