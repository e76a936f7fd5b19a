import "server-only";
import type { Redis } from "ioredis";
import { pipelined } from "@/lib/redis/pipeline";
import type { SidekiqContext } from "./context";
import { scanReply } from "./work";

/** Families of keys that no index names. */
const FAMILIES = {
  active_job_locks: ["activejob_uniqueness:"],
  open_batches: ["BID-"],
  limiters: ["lmtr-", "lmtr:"],
  throttled: ["throttled:"],
  statuses: ["sidekiq:status:"],
  private_queues: ["queue:sq|"],
  cron_namespaces: ["cron_jobs:"],
  periodic: ["loops:", "loop-", "periodic"],
} as const;

export type KeyFamily = keyof typeof FAMILIES;

const COUNT = 1_000;
const FIRST_LOOK_MS = 150;
const LOOK_MS = 40;
const PRIVATE_MAX = 1_000;

interface Survey {
  cursor: string;
  /** Seen in the pass under way, and in the last whole one. */
  now: Set<KeyFamily>;
  before: Set<KeyFamily>;
  privateNow: Set<string>;
  privateBefore: Set<string>;
  cronNow: Set<string>;
  cronBefore: Set<string>;
}

const surveys = new WeakMap<SidekiqContext, Survey>();

/**
 * Goes on with a walk through all keys of the store for a few milliseconds, and remembers which families it met: a
 * small store is looked through at once, a large one over some minutes of being looked at.
 */
export async function surveyKeys(redis: Redis, ctx: SidekiqContext): Promise<void> {
  const known = surveys.get(ctx);
  const survey = known ?? fresh();
  surveys.set(ctx, survey);
  const untilMs = Date.now() + (known ? LOOK_MS : FIRST_LOOK_MS);
  const { prefix } = ctx.keys;
  do {
    const [reply] = await pipelined(redis, [["SCAN", survey.cursor, "MATCH", `${prefix}*`, "COUNT", COUNT]]);
    const [next, keys] = scanReply(reply);
    for (const key of keys) note(survey, key.toString("utf8").slice(prefix.length));
    survey.cursor = next;
    if (next === "0") {
      survey.before = survey.now;
      survey.now = new Set();
      survey.privateBefore = survey.privateNow;
      survey.privateNow = new Set();
      survey.cronBefore = survey.cronNow;
      survey.cronNow = new Set();
      return;
    }
  } while (Date.now() < untilMs);
}

/** Whether a family was met lately. */
export function met(ctx: SidekiqContext, family: KeyFamily): boolean {
  const survey = surveys.get(ctx);
  return survey !== undefined && (survey.now.has(family) || survey.before.has(family));
}

/** super_fetch's private lists that were met lately, without the prefix of the namespace. */
export function privateQueuesMet(ctx: SidekiqContext): string[] {
  const survey = surveys.get(ctx);
  return survey ? [...new Set([...survey.privateBefore, ...survey.privateNow])].sort() : [];
}

/** sidekiq-cron's sets of entries that were met lately, one a namespace. */
export function namespacesMet(ctx: SidekiqContext): string[] {
  const survey = surveys.get(ctx);
  return survey ? [...new Set([...survey.cronBefore, ...survey.cronNow])].sort() : [];
}

function note(survey: Survey, name: string): void {
  for (const [family, starts] of Object.entries(FAMILIES) as [KeyFamily, readonly string[]][]) {
    if (!starts.some((start) => name.startsWith(start))) continue;
    survey.now.add(family);
    if (family === "private_queues" && survey.privateNow.size < PRIVATE_MAX) survey.privateNow.add(name);
    if (family === "cron_namespaces" && survey.cronNow.size < PRIVATE_MAX) survey.cronNow.add(name);
  }
}

const fresh = (): Survey => ({
  cursor: "0",
  now: new Set(),
  before: new Set(),
  privateNow: new Set(),
  privateBefore: new Set(),
  cronNow: new Set(),
  cronBefore: new Set(),
});
