import "server-only";
import { limits } from "@/lib/config/limits";
import type { LockCheck, LockEntry, LockKind, LockVerdict } from "@/lib/domain/lock.schema";
import { Patience } from "@/lib/stores/patience";
import type { SidekiqContext } from "../context";
import { untilReported } from "./beats";
import { eachLock, lockCount, type SomeLocks } from "./each-lock";
import { isAlive, judge, type Sightings } from "./judge";
import { readLocks } from "./read";
import { AllSightings, WatchedSightings } from "./sightings";
import { planStore, type StorePlan } from "./walk-store";

/** What a process runs is in its next report: every ten seconds since Sidekiq 7, every five before. */
const HEARTBEAT_MS = 10_000;
const LOCKS_AT_ONCE = 100;
/** Progress is told this often. */
const TELL_MS = 250;

interface Progress {
  phase: LockCheck["phase"];
  lookedJobs: number;
  totalJobs: number;
  lookedLocks: number;
  totalLocks: number;
  counts: { live: number; orphaned: number; unknown: number };
  more: boolean;
  waits: boolean;
}

/**
 * What `walkLocks` says, and whether it waits for the store: each of its reads may be done again, so that it ends
 * although the store fails now and then.
 */
export async function* checkLocks(
  ctx: SidekiqContext,
  kind: LockKind,
  digests: readonly string[] | null,
  heartbeatMs = HEARTBEAT_MS,
  signal?: AbortSignal,
): AsyncGenerator<LockCheck> {
  const leaving = new AbortController();
  const ending = signal ? AbortSignal.any([signal, leaving.signal]) : leaving.signal;
  const patience = new Patience(ending);
  const link = {
    ...ctx.link,
    bulk: <T>(work: Parameters<typeof ctx.link.bulk<T>>[0]) => patience.wait(() => ctx.link.bulk(work)),
  };
  const progress: Progress = {
    phase: "jobs",
    lookedJobs: 0,
    totalJobs: 0,
    lookedLocks: 0,
    totalLocks: 0,
    counts: { live: 0, orphaned: 0, unknown: 0 },
    more: false,
    waits: false,
  };
  const say = (verdicts: LockVerdict[] = []): LockCheck => ({ ...progress, counts: { ...progress.counts }, verdicts });
  const steps = walkLocks({ ...ctx, link }, kind, digests, { progress, say, heartbeatMs, signal: ending });
  let next = steps.next();
  try {
    for (;;) {
      const step = progress.waits === patience.waiting ? await Promise.race([next, patience.turned()]) : null;
      progress.waits = patience.waiting;
      if (step?.done) return;
      yield step === null ? say() : step.value;
      if (step !== null) next = steps.next();
    }
  } finally {
    leaving.abort();
    next.catch(() => {});
  }
}

interface Telling {
  readonly progress: Progress;
  say(verdicts?: LockVerdict[]): LockCheck;
  readonly heartbeatMs: number;
  readonly signal: AbortSignal;
}

/**
 * Whether the jobs of locks exist: one look through every place a job can be, and for locks whose jobs were not
 * found a second one, when every process has reported again, since a job that has just begun is in no queue and in no
 * report. A lock that changed meanwhile is judged by nothing any more. Nothing is written.
 */
async function* walkLocks(
  ctx: SidekiqContext,
  kind: LockKind,
  digests: readonly string[] | null,
  { progress, say, heartbeatMs, signal }: Telling,
): AsyncGenerator<LockCheck> {
  const startedMs = Date.now();
  const wanted = digests === null ? null : await readNamed(ctx, kind, digests);
  progress.totalLocks = wanted?.length ?? (await ctx.link.bulk((redis) => lockCount(redis, ctx, kind)));
  const plan = await planStore(ctx, signal);
  progress.totalJobs = plan.total;
  const first: Sightings = wanted ? new WatchedSightings(kind, wanted) : new AllSightings(kind);
  yield* look(plan, first, progress, say);
  const lookedMs = Date.now();

  progress.phase = "locks";
  yield say();
  const candidates = new Map<string, LockEntry>();
  const lives = (jid: string) => isAlive(first.of(jid));
  for await (const { locks, live } of wanted ? named(wanted) : eachLock(ctx, kind, lives, signal)) {
    progress.lookedLocks += live;
    progress.counts.live += live;
    const verdicts: LockVerdict[] = [];
    for (const lock of locks) {
      progress.lookedLocks++;
      const verdict = judge(lock, first, startedMs);
      if (verdict.verdict === "orphaned") {
        if (candidates.size < limits.orphanedLocks) candidates.set(lock.digest, lock);
        else progress.more = true;
        continue;
      }
      progress.counts[verdict.verdict]++;
      if (wanted) verdicts.push(verdict);
    }
    yield say(verdicts);
  }
  if (candidates.size > 0) {
    progress.phase = "waiting";
    yield say();
    for await (const _ of untilReported(ctx, lookedMs, heartbeatMs, signal)) yield say();
    yield* lookAgain(ctx, kind, [...candidates.values()], wanted !== null, startedMs, { progress, say, signal });
  }
  progress.phase = "done";
  yield say();
}

/** @param each whether every verdict is told, or those of orphaned locks alone */
async function* lookAgain(
  ctx: SidekiqContext,
  kind: LockKind,
  candidates: readonly LockEntry[],
  each: boolean,
  startedMs: number,
  { progress, say, signal }: Pick<Telling, "progress" | "say" | "signal">,
): AsyncGenerator<LockCheck> {
  progress.phase = "again";
  progress.lookedJobs = 0;
  const plan = await planStore(ctx, signal);
  progress.totalJobs = plan.total;
  const second = new WatchedSightings(kind, candidates);
  yield* look(plan, second, progress, say);
  for await (const page of pages(candidates)) {
    const now = await ctx.link.bulk((redis) => readLocks(redis, ctx, kind, page.map(listed)));
    const verdicts: LockVerdict[] = [];
    for (const [index, before] of page.entries()) {
      const lock = now[index];
      const judged = judge(lock ?? before, second, startedMs);
      const verdict =
        lock?.token === before.token ? judged : { ...judged, verdict: "live" as const, evidence: "changed" as const };
      progress.counts[verdict.verdict]++;
      if (each || verdict.verdict === "orphaned") verdicts.push(verdict);
    }
    yield say(verdicts);
  }
}

async function* look(
  plan: StorePlan,
  sightings: Sightings,
  progress: Progress,
  say: () => LockCheck,
): AsyncGenerator<LockCheck> {
  let toldMs = 0;
  for await (const { place, payloads } of plan.pages()) {
    for (const bytes of payloads) sightings.see(place, bytes);
    progress.lookedJobs += payloads.length;
    progress.totalJobs = Math.max(progress.totalJobs, progress.lookedJobs);
    if (Date.now() - toldMs < TELL_MS) continue;
    toldMs = Date.now();
    yield say();
  }
}

async function readNamed(ctx: SidekiqContext, kind: LockKind, digests: readonly string[]): Promise<LockEntry[]> {
  const locks = digests.map((digest) => ({ digest, score: null }));
  const read = await ctx.link.bulk((redis) => readLocks(redis, ctx, kind, locks));
  return read.filter((lock) => lock.problem !== "no_holder" || lock.waiting.length > 0 || lock.token !== null);
}

async function* named(locks: readonly LockEntry[]): AsyncGenerator<SomeLocks> {
  for await (const page of pages(locks)) yield { locks: page, live: 0 };
}

async function* pages(locks: readonly LockEntry[]): AsyncGenerator<LockEntry[]> {
  for (let from = 0; from < locks.length; from += LOCKS_AT_ONCE) yield locks.slice(from, from + LOCKS_AT_ONCE);
}

const listed = ({ digest }: LockEntry) => ({ digest, score: null });
