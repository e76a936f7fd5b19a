import "server-only";
import { setTimeout as sleep } from "node:timers/promises";
import { pipelined } from "@/lib/redis/pipeline";
import type { SidekiqContext } from "../context";
import { setMembers } from "../work";

/** A process's beat follows its report within this part of a heartbeat. */
const REPORT_TO_BEAT = 0.2;
/** After so many heartbeats Sidekiq itself takes a process for dead. */
const DEAD_HEARTBEATS = 6;
const STEP_MS = 1_000;

/**
 * Ends when every live process has reported since `sinceMs` what it runs, or is dead by Sidekiq's measure; yields while
 * it waits. A process writes what it runs and then its `beat`, within moments of each other (`Sidekiq::Launcher#❤`): a
 * beat that changed stands for a report not much older than when it was first read.
 */
export async function* untilReported(
  ctx: SidekiqContext,
  sinceMs: number,
  heartbeatMs: number,
  signal: AbortSignal,
): AsyncGenerator<void> {
  await sleep(Math.max(0, sinceMs + heartbeatMs * REPORT_TO_BEAT - Date.now()), undefined, { signal });
  let silent = await beatsOf(ctx, await ctx.link.bulk((redis) => setMembers(redis, ctx.keys.processes)));
  const stepMs = Math.min(STEP_MS, heartbeatMs);
  for (let waitedMs = 0; silent.size > 0 && waitedMs < heartbeatMs * DEAD_HEARTBEATS; waitedMs += stepMs) {
    yield;
    await sleep(stepMs, undefined, { signal });
    const now = await beatsOf(ctx, [...silent.keys()]);
    silent = new Map([...silent].filter(([identity, beat]) => now.get(identity) === beat));
  }
}

/** Of those that have one: a process that went away reports nothing any more. */
async function beatsOf({ link, keys }: SidekiqContext, identities: readonly string[]): Promise<Map<string, string>> {
  const replies = await link.bulk((redis) =>
    pipelined(
      redis,
      identities.map((identity) => ["HGET", keys.process(identity), "beat"]),
    ),
  );
  const beats = new Map<string, string>();
  for (const [index, identity] of identities.entries()) {
    const beat = replies[index];
    if (Buffer.isBuffer(beat)) beats.set(identity, beat.toString("latin1"));
  }
  return beats;
}
