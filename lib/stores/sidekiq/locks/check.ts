import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import { limits } from "@/lib/config/limits";
import type { LockCheck, LockEntry, LockKind, LockVerdict } from "@/lib/domain/lock.schema";
import type { SidekiqContext } from "../context";
import { eachLock, lockCount } from "./each-lock";
import { judge, type Sightings } from "./judge";
import { readLocks } from "./read";
import { AllSightings, WatchedSightings } from "./sightings";
import { planStore, type StorePlan } from "./walk-store";

/** A busy thread shows in its process's report with the next heartbeat: every ten seconds. */
const HEARTBEAT_MS = 12_000;
const WAIT_STEP_MS = 1_000;
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
}

/**
 * Whether the jobs of locks exist: one look through every place a job can be, and for locks whose jobs were not
 * found a second one, a heartbeat later, since a job that has just begun is in no queue and in no report. A lock
 * that changed meanwhile is judged by nothing any more. Nothing is written.
 */
export async function* checkLocks(
  ctx: SidekiqContext,
  kind: LockKind,
  digests: readonly string[] | null,
  heartbeatMs = HEARTBEAT_MS,
  signal?: AbortSignal,
): AsyncGenerator<LockCheck> {
  const startedMs = Date.now();
  const wanted = digests === null ? null : await readNamed(ctx, kind, digests);
  const progress: Progress = {
    phase: "jobs",
    lookedJobs: 0,
    totalJobs: 0,
    lookedLocks: 0,
    totalLocks: wanted?.length ?? (await ctx.link.bulk((redis) => lockCount(redis, ctx, kind))),
    counts: { live: 0, orphaned: 0, unknown: 0 },
    more: false,
  };
  const say = (verdicts: LockVerdict[] = []): LockCheck => ({ ...progress, counts: { ...progress.counts }, verdicts });

  const plan = await planStore(ctx, signal);
  progress.totalJobs = plan.total;
  const first: Sightings = wanted ? new WatchedSightings(kind, wanted) : new AllSightings(kind);
  yield* look(plan, first, progress, say);
  const lookedMs = Date.now();

  progress.phase = "locks";
  yield say();
  const candidates = new Map<string, LockEntry>();
  for await (const locks of wanted ? pages(wanted) : eachLock(ctx, kind, signal)) {
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
  if (candidates.size > 0)
    yield* lookAgain(ctx, kind, [...candidates.values()], wanted !== null, progress, say, {
      startedMs,
      untilMs: plan.alive ? lookedMs + heartbeatMs : 0,
      signal,
    });
  progress.phase = "done";
  yield say();
}

async function* lookAgain(
  ctx: SidekiqContext,
  kind: LockKind,
  candidates: readonly LockEntry[],
  named: boolean,
  progress: Progress,
  say: (verdicts?: LockVerdict[]) => LockCheck,
  when: { startedMs: number; untilMs: number; signal: AbortSignal | undefined },
): AsyncGenerator<LockCheck> {
  progress.phase = "waiting";
  while (Date.now() < when.untilMs) {
    yield say();
    await sleep(Math.min(WAIT_STEP_MS, Math.max(0, when.untilMs - Date.now())), undefined, { signal: when.signal });
  }
  progress.phase = "again";
  progress.lookedJobs = 0;
  const plan = await planStore(ctx, when.signal);
  progress.totalJobs = plan.total;
  const second = new WatchedSightings(kind, candidates);
  yield* look(plan, second, progress, say);
  for await (const page of pages(candidates)) {
    const now = await ctx.link.bulk((redis) => readLocks(redis, ctx, kind, page.map(listed)));
    const verdicts: LockVerdict[] = [];
    for (const [index, before] of page.entries()) {
      const lock = now[index];
      const judged = judge(lock ?? before, second, when.startedMs);
      const verdict =
        lock?.token === before.token ? judged : { ...judged, verdict: "live" as const, evidence: "changed" as const };
      progress.counts[verdict.verdict]++;
      if (named || verdict.verdict === "orphaned") verdicts.push(verdict);
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

async function* pages(locks: readonly LockEntry[]): AsyncGenerator<LockEntry[]> {
  for (let from = 0; from < locks.length; from += LOCKS_AT_ONCE) yield locks.slice(from, from + LOCKS_AT_ONCE);
}

const listed = ({ digest }: LockEntry) => ({ digest, score: null });
