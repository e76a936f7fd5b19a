import type { Redis } from "ioredis";
import { METRICS_BUCKETS, metricsKeys } from "./metrics";

const MINUTE_MS = 60_000;
const SHORT_TTL_MS = 8 * 3_600_000;
const MID_TTL_MS = 72 * 3_600_000;

interface Habit {
  class: string;
  perMinute: number;
  medianMs: number;
  /** How far the times spread: the share by which one standard deviation multiplies. */
  spread: number;
  failing: number;
  /** What the slow deploy did to it. */
  slower?: number;
}

const HABITS: readonly Habit[] = [
  { class: "Orders::FulfilJob", perMinute: 360, medianMs: 180, spread: 0.5, failing: 0.01 },
  { class: "ActionMailer::MailDeliveryJob", perMinute: 300, medianMs: 170, spread: 0.4, failing: 0 },
  { class: "Webhooks::DeliverJob", perMinute: 180, medianMs: 140, spread: 0.5, failing: 0.26 },
  { class: "Billing::ChargeCardJob", perMinute: 90, medianMs: 280, spread: 0.4, failing: 0.06 },
  { class: "Imports::CsvRowJob", perMinute: 230, medianMs: 500, spread: 0.2, failing: 0.01 },
  { class: "Search::ReindexJob", perMinute: 120, medianMs: 300, spread: 0.6, failing: 0, slower: 2.2 },
  { class: "Crm::SyncContactJob", perMinute: 60, medianMs: 220, spread: 0.5, failing: 0.01 },
  { class: "Video::TranscodeJob", perMinute: 7, medianMs: 22_000, spread: 0.6, failing: 0.08 },
];

/** Deploys before the demo began, minutes ago; the newest one made the search slower. */
const DEPLOYS = [
  { minutesAgo: 38, label: "2026.11.3 reindex products one by one" },
  { minutesAgo: 290, label: "2026.11.2 retry webhooks four times" },
  { minutesAgo: 1_580, label: "2026.11.1 upgrade to Rails 7.2" },
  { minutesAgo: 3_020, label: "2026.10.9 invoices as PDF" },
];

/** Eight hours of minutes and three days of ten minutes, as Sidekiq 8's workers would have left them. */
export async function writeMetricsHistory(redis: Redis, nowMs = Date.now()): Promise<void> {
  const thisMinute = nowMs - (nowMs % MINUTE_MS);
  for (let ago = MID_TTL_MS / MINUTE_MS - 10; ago >= 0; ago -= ago > 480 ? 10 : 1) {
    const atMs = thisMinute - ago * MINUTE_MS;
    const minutes = ago > 480 ? 10 : ago === 0 ? (nowMs - thisMinute) / MINUTE_MS : 1;
    const keys = metricsKeys(new Date(atMs));
    const pipeline = redis.pipeline();
    for (const habit of HABITS) writeRuns(pipeline, habit, keys, atMs, minutes, ago);
    pipeline.pexpireat(keys.tenMinutes, atMs + MID_TTL_MS);
    if (minutes <= 1) pipeline.pexpireat(keys.minute, atMs + SHORT_TTL_MS);
    await pipeline.exec();
  }
  for (const { minutesAgo, label } of DEPLOYS) await writeDeploy(redis, thisMinute - minutesAgo * MINUTE_MS, label);
}

/** As `Sidekiq::Deploy` does. */
export async function writeDeploy(redis: Redis, atMs: number, label: string): Promise<void> {
  const stamp = `${new Date(atMs - (atMs % MINUTE_MS)).toISOString().slice(0, 19)}Z`;
  const key = `${stamp.slice(0, 10).replaceAll("-", "")}-marks`;
  await redis.hsetnx(key, stamp, label);
  await redis.expire(key, 90 * 86_400);
}

function writeRuns(
  pipeline: ReturnType<Redis["pipeline"]>,
  habit: Habit,
  keys: ReturnType<typeof metricsKeys>,
  atMs: number,
  minutes: number,
  ago: number,
): void {
  const daily = 1 + 0.12 * Math.sin((atMs / 86_400_000) * 2 * Math.PI);
  const processed = Math.round(habit.perMinute * minutes * daily * (0.85 + Math.random() * 0.3));
  const failed = Math.round(processed * habit.failing * (0.6 + Math.random() * 0.8));
  const slower = ago < (DEPLOYS[0]?.minutesAgo ?? 0) ? (habit.slower ?? 1) : 1;
  const counts = new Map<number, number>();
  let ms = 0;
  // Every tenth run stands for ten of its like where there are many.
  const weight = processed > 400 ? 10 : 1;
  for (let left = processed - failed; left > 0; left -= weight) {
    const time = habit.medianMs * slower * Math.exp(habit.spread * normal());
    const found = METRICS_BUCKETS.findIndex((bound) => time < bound);
    const bucket = found === -1 ? METRICS_BUCKETS.length : found;
    const runs = Math.min(weight, left);
    counts.set(bucket, (counts.get(bucket) ?? 0) + runs);
    ms += time * runs;
  }
  for (const key of minutes <= 1 ? [keys.minute, keys.tenMinutes] : [keys.tenMinutes]) {
    pipeline.hincrby(key, `${habit.class}|p`, processed).hincrby(key, `${habit.class}|ms`, Math.round(ms));
    if (failed > 0) pipeline.hincrby(key, `${habit.class}|f`, failed);
  }
  if (minutes > 1) return;
  const histogram = keys.histogram(habit.class);
  for (const [bucket, count] of counts) {
    pipeline.call("BITFIELD", histogram, "OVERFLOW", "SAT", "INCRBY", "u16", `#${bucket}`, count);
  }
  pipeline.pexpireat(histogram, atMs + SHORT_TTL_MS);
}

/** Near enough to a normal distribution. */
function normal(): number {
  return Math.sqrt(-2 * Math.log(1 - Math.random())) * Math.cos(2 * Math.PI * Math.random());
}
