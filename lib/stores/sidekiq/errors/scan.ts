import "server-only";
import { limits } from "@/lib/config/limits";
import { PairHash } from "@/lib/domain/error-group";
import type { JobSetName } from "@/lib/domain/job.schema";
import { isAppError } from "@/lib/errors/app-error";
import { type Command, pipelined, type Reply } from "@/lib/redis/pipeline";
import type { Take } from "@/lib/redis/scan-lane";
import type { CallOptions, FailureSink, ScoreSpan } from "@/lib/stores/port";
import type { SidekiqContext } from "../context";
import { readPayload } from "../entry";
import { clockMs, TIME } from "../page";
import { integer } from "../sequence";
import { rankAfter, scoreNumber } from "../walk";
import { FailureReader, failureOf, groupName, seconds } from "./failure";

/** A page aims at this many bytes. */
const PAGE_BYTES = 512 * 1024;
const FIRST_PAGE = 100;
const PAGES_AT_ONCE = 2;
const NOTHING = Buffer.alloc(0);
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
  const [time, ...counted] = await link.bulk((redis) => pipelined(redis, commands));
  const [retry = 0, dead = 0, scheduled = 0, ...counts] = counted.map((reply) =>
    isAppError(reply) ? 0 : integer(reply),
  );
  return {
    nowMs: clockMs(time),
    sizes: { retry, dead, scheduled },
    unreadable: SETS.filter((_, at) => isAppError(counted[at])),
    spans: counts,
  };
}

/**
 * Tells a sink every entry of a span. Pages are looked through as they arrive, one more being on its way; each
 * begins with the last entry of the one before, so that entries that moved meanwhile are neither skipped nor told twice.
 * @returns whether the span was told to its end
 */
export async function scanSpan(
  ctx: SidekiqContext,
  span: ScoreSpan,
  sink: FailureSink,
  limit: number,
  options: CallOptions = {},
): Promise<boolean> {
  const key = ctx.keys.set(span.set);
  const walk = new SpanWalk(span, sink, limit);
  let next =
    span.after === Number.NEGATIVE_INFINITY
      ? 0
      : await ctx.link.bulk((redis) => redis.zcount(key, "-inf", scoreText(span.after)));
  let size = FIRST_PAGE;
  let asked: { page: SpanPage; wanted: number; answer: Promise<Reply[]> }[] = [];
  let goesOn = false;
  try {
    for (;;) {
      options.signal?.throwIfAborted();
      while (asked.length < PAGES_AT_ONCE) {
        const from = goesOn ? next - 1 : next;
        const page = walk.page();
        const command: Command = ["ZRANGE", key, from, next + size - 1, "WITHSCORES"];
        const answer = ctx.link.scan([{ command, take: page.take }]);
        answer.catch(() => {});
        asked.push({ page, wanted: next + size - from, answer });
        next += size;
        goesOn = true;
      }
      const first = asked.shift();
      if (!first) return true;
      const [reply] = await first.answer;
      if (isAppError(reply)) throw reply;
      const lost = first.page.lost ?? (first.page.entries === 0 ? walk.last : null);
      if (lost) {
        next = await ctx.link.bulk((redis) => rankAfter(redis, key, lost));
        asked = [];
        goesOn = false;
        walk.resume();
      } else if (walk.ended !== null) return walk.ended;
      else if (first.page.entries < first.wanted) return true;
      else size = pageSize(first.page);
    }
  } finally {
    walk.stop();
  }
}

function pageSize({ bytes, entries }: SpanPage): number {
  return Math.max(1, Math.min(limits.rangeMax - 1, Math.floor((PAGE_BYTES * entries) / Math.max(1, bytes))));
}

interface Seen {
  readonly bytes: Buffer;
  readonly score: string;
}

interface SpanPage {
  readonly take: Take;
  entries: number;
  bytes: number;
  /** The entry that this page should have begun with. */
  lost: Seen | null;
}

/** What is known between the pages of one scan. Pages asked for before a place was lost are not listened to. */
class SpanWalk {
  /** Null as long as there may be more. */
  ended: boolean | null = null;
  last: Seen | null = null;
  private turn = 0;
  private told = 0;
  private lastScore = Number.NaN;
  private readonly teller: Teller;
  private readonly span: ScoreSpan;
  private readonly limit: number;

  constructor(span: ScoreSpan, sink: FailureSink, limit: number) {
    this.span = span;
    this.limit = limit;
    this.teller = new Teller(span.set, sink);
  }

  resume(): void {
    this.turn++;
    this.last = null;
  }

  stop(): void {
    this.turn++;
  }

  page(): SpanPage {
    const { turn } = this;
    /** What the page begins with, when it has come; its last entry, until its score has come too. */
    let again: Buffer | null = null;
    let end = NOTHING;
    const page: SpanPage = {
      entries: 0,
      bytes: 0,
      lost: null,
      take: (bytes, from, to, index, parts) => {
        if (index % 2 === 0) {
          page.entries++;
          page.bytes += to - from;
        }
        if (turn !== this.turn || page.lost || this.ended !== null) return;
        const before = this.last;
        if (index === 0 && before) again = Buffer.from(bytes.subarray(from, to));
        else if (index === 1 && before && again) {
          if (again.equals(before.bytes) && bytes.toString("latin1", from, to) === before.score) return;
          page.lost = before;
        } else if (index % 2 === 0) {
          if (index === parts - 2) end = Buffer.from(bytes.subarray(from, to));
          this.teller.read(bytes, from, to);
        } else {
          const text = bytes.toString("latin1", from, to);
          this.tell(text);
          if (index === parts - 1) this.last = { bytes: end, score: text };
        }
      },
    };
    return page;
  }

  private tell(text: string): void {
    const number = Number(text);
    const score = Number.isNaN(number) ? scoreNumber(text) : number;
    if (score > this.span.upTo) this.ended = true;
    else if (this.told >= this.limit && score !== this.lastScore) this.ended = false;
    else {
      this.teller.tell(score);
      this.lastScore = score;
      this.told++;
    }
  }
}

/** Reads entries and passes them on; remembers the numbers of queues by the hash of their bytes. */
class Teller {
  private readonly reader = new FailureReader();
  private readonly hash = new PairHash();
  private readonly queues = new Map<number, number>();
  private readonly named = new Map<string | null, number>();
  private readonly set: JobSetName;
  private readonly sink: FailureSink;
  private number = 0;
  private queue = 0;

  constructor(set: JobSetName, sink: FailureSink) {
    this.set = set;
    this.sink = sink;
  }

  /** An entry; its score is told next. */
  read(bytes: Buffer, from: number, to: number): void {
    const { reader, sink, set } = this;
    reader.read(bytes, from, to, set, 0);
    this.number = reader.group === 0 ? 0 : (sink.numberOf(reader.group) ?? this.name(bytes.subarray(from, to)));
    this.queue = this.queueOf(bytes);
  }

  tell(score: number): void {
    const { failedAtSec, firstAtSec } = this.reader;
    // What died without a time of its own died when it came into the set.
    const known = failedAtSec === 0 && this.set === "dead" && this.number !== 0 ? seconds(score * 1_000) : failedAtSec;
    this.sink.add(score, this.number, known, firstAtSec || known, this.queue);
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
