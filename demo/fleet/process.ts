import { randomBytes } from "node:crypto";
import { Redis } from "ioredis";
import { bury, type JobFailure, recordFailure } from "./failure";
import { Metrics } from "./metrics";
import { enqueueDue } from "./poller";

const HEARTBEAT_TTL_SEC = 60;
const FETCH_TIMEOUT_SEC = 2;
const VERSION = "8.1.7";

export class JobError extends Error {
  readonly errorClass: string;

  constructor(errorClass: string, message: string) {
    super(message);
    this.errorClass = errorClass;
  }
}

export interface RunningJob {
  jid: string;
  class: string;
  /** What the job's author passed; Active Job's wrapping undone. */
  args: readonly unknown[];
  /** As it was fetched. */
  text: string;
  /** Null on the first attempt. */
  retryCount: number | null;
  signal: AbortSignal;
}

export type Perform = (job: RunningJob) => Promise<void>;

export interface ProcessOptions {
  redisUrl: string;
  hostname: string;
  pid: number;
  tag: string;
  labels?: readonly string[];
  concurrency: number;
  /** Queue to weight; all 0 means strict order. */
  queues: Readonly<Record<string, number>>;
  heartbeatMs?: number;
  /** How often the scheduled and retry sets are looked at; null = never. */
  pollMs?: number | null;
  /** On stop, how long running jobs may finish before they go back to their queue. */
  timeoutMs?: number;
  perform: Perform;
}

interface Slot {
  thread: string;
  queue: string;
  text: string;
  runAtSec: number;
  abort: AbortController;
}

/**
 * One process of the fleet, speaking Sidekiq's wire protocol: BRPOP, heartbeat and signals, retry with
 * back-off, death, the poller of the scheduled and retry sets, counters and metrics.
 */
export class FleetProcess {
  readonly identity: string;
  private readonly redis: Redis;
  private readonly fetcher: Redis;
  private readonly options: ProcessOptions;
  private readonly slots = new Map<string, Slot>();
  private readonly metrics = new Metrics();
  private readonly startedAtSec = Date.now() / 1000;
  private readonly timers: NodeJS.Timeout[] = [];
  private processed = 0;
  private failed = 0;
  private quiet = false;
  private stopping = false;
  private looping: Promise<void> | null = null;
  private freed: (() => void) | null = null;
  private onStop: (() => void) | null = null;

  constructor(options: ProcessOptions) {
    this.options = options;
    this.identity = `${options.hostname}:${options.pid}:${randomBytes(6).toString("hex")}`;
    this.redis = new Redis(options.redisUrl, { replyMapping: "legacy" });
    this.fetcher = new Redis(options.redisUrl, { replyMapping: "legacy", maxRetriesPerRequest: null });
    for (const client of [this.redis, this.fetcher]) client.on("error", () => {});
  }

  async start(): Promise<void> {
    await this.beat();
    this.every(this.options.heartbeatMs ?? 10_000, () => this.beat());
    if (this.options.pollMs !== null) this.every(this.options.pollMs ?? 5_000, () => enqueueDue(this.redis));
    this.looping = this.fetchLoop();
  }

  /** Resolves when a TERM from outside has ended the process. */
  stopped(): Promise<void> {
    return new Promise((resolve) => {
      this.onStop = resolve;
    });
  }

  beQuiet(): void {
    this.quiet = true;
    this.freed?.();
  }

  /** Jobs that do not finish in time go back to the front of their queue, as Sidekiq's shutdown does. */
  async stop(): Promise<void> {
    if (this.stopping) return;
    this.stopping = true;
    this.beQuiet();
    for (const timer of this.timers) clearInterval(timer);
    // The fetch in flight may still bring a job: cutting the connection instead would lose it.
    await this.looping;
    this.fetcher.disconnect();
    const deadline = Date.now() + (this.options.timeoutMs ?? 3_000);
    while (this.slots.size > 0 && Date.now() < deadline) await new Promise((resolve) => setTimeout(resolve, 50));
    for (const slot of this.slots.values()) {
      await this.redis.rpush(`queue:${slot.queue}`, slot.text);
      slot.abort.abort();
    }
    this.slots.clear();
    await this.flushStats().catch(() => {});
    await this.redis
      .multi()
      .srem("processes", this.identity)
      .unlink(`${this.identity}:work`)
      .unlink(this.identity)
      .exec()
      .catch(() => {});
    this.redis.disconnect();
    this.onStop?.();
  }

  private every(ms: number, work: () => Promise<unknown>): void {
    this.timers.push(setInterval(() => void work().catch(() => {}), ms));
  }

  private async fetchLoop(): Promise<void> {
    while (!this.quiet) {
      if (this.slots.size >= this.options.concurrency) {
        await new Promise<void>((resolve) => {
          this.freed = resolve;
        });
        continue;
      }
      const keys = this.queueOrder().map((name) => `queue:${name}`);
      const fetched = await this.fetcher.brpopBuffer(...keys, FETCH_TIMEOUT_SEC).catch(() => null);
      if (!fetched) {
        if (this.fetcher.status !== "ready") await new Promise((resolve) => setTimeout(resolve, 200));
        continue;
      }
      const [key, bytes] = fetched;
      if (this.quiet) await this.redis.rpush(key, bytes);
      else void this.run(key.toString().slice("queue:".length), bytes);
    }
  }

  /** Weighted queues are shuffled by weight at every fetch; strict ones keep their order. */
  private queueOrder(): string[] {
    const entries = Object.entries(this.options.queues);
    if (entries.every(([, weight]) => weight === 0)) return entries.map(([name]) => name);
    return entries
      .map(([name, weight]) => ({ name, order: Math.random() ** (1 / Math.max(weight, 1)) }))
      .sort((a, b) => b.order - a.order)
      .map(({ name }) => name);
  }

  private async run(queue: string, bytes: Buffer): Promise<void> {
    const text = bytes.toString("utf8");
    let payload: unknown;
    try {
      payload = JSON.parse(text);
    } catch {
      await bury(this.redis, bytes);
      return;
    }
    if (!isObject(payload)) return;

    const thread = randomBytes(2).toString("hex");
    const abort = new AbortController();
    this.slots.set(thread, { thread, queue, text, runAtSec: Math.floor(Date.now() / 1000), abort });
    const jobClass = String(payload.wrapped ?? payload.class);
    const startedMs = performance.now();
    try {
      await this.options.perform({
        jid: String(payload.jid ?? ""),
        class: jobClass,
        args: argumentsOf(payload),
        text,
        retryCount: typeof payload.retry_count === "number" ? payload.retry_count : null,
        signal: abort.signal,
      });
      if (!abort.signal.aborted) this.metrics.success(jobClass, performance.now() - startedMs);
    } catch (error) {
      if (!abort.signal.aborted) {
        this.failed += 1;
        this.metrics.failure(jobClass);
        await recordFailure(
          this.redis,
          {
            text,
            retry: retryOf(payload.retry),
            retryCount: typeof payload.retry_count === "number" ? payload.retry_count : null,
            failedBefore: payload.failed_at !== undefined,
            wantsBacktrace: retryOf(payload.backtrace),
            queue: String(payload.retry_queue ?? queue),
          },
          failureOf(error),
        ).catch(() => {});
      }
    } finally {
      if (!abort.signal.aborted) this.processed += 1;
      this.slots.delete(thread);
      this.freed?.();
    }
  }

  private async beat(): Promise<void> {
    await this.flushStats();
    const work = this.redis.multi().unlink(`${this.identity}:work`);
    for (const slot of this.slots.values()) {
      const entry = { queue: slot.queue, payload: slot.text, run_at: slot.runAtSec };
      work.hset(`${this.identity}:work`, slot.thread, JSON.stringify(entry));
    }
    await work.expire(`${this.identity}:work`, HEARTBEAT_TTL_SEC).exec();

    const pingedAt = performance.now();
    await this.redis.ping();
    const roundTripUs = Math.round((performance.now() - pingedAt) * 1000);
    const replies = await this.redis
      .multi()
      .sadd("processes", this.identity)
      .hset(
        this.identity,
        "info",
        JSON.stringify(this.info()),
        "concurrency",
        this.options.concurrency,
        "busy",
        this.slots.size,
        "beat",
        Date.now() / 1000,
        "rtt_us",
        roundTripUs,
        "quiet",
        String(this.quiet),
        "rss",
        Math.round(process.memoryUsage.rss() / 1024),
      )
      .expire(this.identity, HEARTBEAT_TTL_SEC)
      .rpop(`${this.identity}-signals`)
      .exec();
    const signal = replies?.at(-1)?.[1];
    if (signal === "TSTP") this.beQuiet();
    if (signal === "TERM") void this.stop();
  }

  private info() {
    const { hostname, pid, tag, labels = [], concurrency, queues } = this.options;
    const weights = Object.values(queues);
    return {
      hostname,
      started_at: this.startedAtSec,
      pid,
      tag,
      queues: Object.keys(queues),
      weights: [queues],
      capsules: {
        default: {
          concurrency,
          mode: weights.every((weight) => weight === 0)
            ? "strict"
            : weights.every((weight) => weight === 1)
              ? "random"
              : "weighted",
          weights: queues,
        },
      },
      labels,
      identity: this.identity,
      version: VERSION,
      embedded: false,
    };
  }

  private async flushStats(): Promise<void> {
    const { processed, failed } = this;
    this.processed = 0;
    this.failed = 0;
    const day = new Date().toISOString().slice(0, 10);
    const pipeline = this.redis.pipeline();
    for (const [name, amount] of [
      ["processed", processed],
      ["failed", failed],
    ] as const) {
      pipeline
        .incrby(`stat:${name}`, amount)
        .incrby(`stat:${name}:${day}`, amount)
        .expire(`stat:${name}:${day}`, 157_680_000);
    }
    await pipeline.exec();
    await this.metrics.flush(this.redis);
  }
}

type Payload = Readonly<Record<string, unknown>>;

function isObject(value: unknown): value is Payload {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const retryOf = (value: unknown) => (typeof value === "number" ? value : value === true);

function argumentsOf(payload: Payload): unknown[] {
  if (!Array.isArray(payload.args)) return [];
  if (payload.wrapped === undefined) return payload.args;
  const data: unknown = payload.args[0];
  return isObject(data) && Array.isArray(data.arguments) ? data.arguments : [];
}

function failureOf(error: unknown): JobFailure {
  if (error instanceof JobError)
    return { errorClass: error.errorClass, message: error.message, backtrace: backtraceOf(error.errorClass) };
  return { errorClass: "RuntimeError", message: String(error), backtrace: backtraceOf("RuntimeError") };
}

/** Ruby-looking frames, so that the job page has application and gem frames to tell apart. */
function backtraceOf(errorClass: string): string[] {
  const unit = errorClass.split("::")[0]?.toLowerCase() ?? "job";
  return [
    `/srv/shop/app/services/${unit}_client.rb:41:in \`request'`,
    `/srv/shop/app/services/${unit}_client.rb:19:in \`call'`,
    `/usr/local/bundle/gems/activesupport-7.2.4/lib/active_support/notifications.rb:210:in \`instrument'`,
    `/srv/shop/app/jobs/${unit}_job.rb:12:in \`perform'`,
    `/usr/local/bundle/gems/sidekiq-8.1.7/lib/sidekiq/processor.rb:229:in \`execute_job'`,
    `/usr/local/bundle/gems/sidekiq-8.1.7/lib/sidekiq/processor.rb:193:in \`block (4 levels) in process'`,
  ];
}
