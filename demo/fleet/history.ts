import { randomUUID } from "node:crypto";
import type { Redis } from "ioredis";
import { pushAt } from "./client";
import { JOBS, NOISY_TENANT } from "./jobs";
import { editMembers } from "./members";
import { writeMetricsHistory } from "./metrics-history";
import { buildJob, type NewJob, stamped } from "./payload";

const DAY_MS = 86_400_000;
const id = (max: number) => 1 + Math.floor(Math.random() * max);

interface PastFailure {
  job: NewJob;
  errorClass: string;
  message: string;
}

/** What a shop has gathered before the demo begins: dead jobs, retries, plans, and 90 days of counters. */
export async function writeHistory(redis: Redis): Promise<void> {
  if ((await redis.exists("stat:processed")) === 1) return;
  const nowMs = Date.now();
  const pipeline = redis.pipeline();
  for (let i = 0; i < 640; i += 1) {
    const diedMs = nowMs - Math.random() ** 2 * 40 * DAY_MS - 60_000;
    pipeline.zadd("dead", String(diedMs / 1000), failedText(pastFailure(), diedMs, 25));
  }
  for (let i = 0; i < 90; i += 1) {
    const failedMs = nowMs - Math.random() * 3_600_000;
    pipeline.zadd(
      "retry",
      String((nowMs + Math.random() * 5 * 3_600_000) / 1000),
      failedText(pastFailure(), failedMs, id(8)),
    );
  }
  let processed = 0;
  let failed = 0;
  for (let day = 1; day <= 90; day += 1) {
    const at = new Date(nowMs - day * DAY_MS);
    const weekend = at.getUTCDay() % 6 === 0;
    const done = Math.round((weekend ? 240_000 : 520_000) * (0.85 + Math.random() * 0.3));
    const bad = Math.round(done * (0.006 + Math.random() * 0.01));
    const date = at.toISOString().slice(0, 10);
    pipeline.set(`stat:processed:${date}`, done).set(`stat:failed:${date}`, bad);
    processed += done;
    failed += bad;
  }
  pipeline.set("stat:processed", processed).set("stat:failed", failed);
  await pipeline.exec();
  await writeMetricsHistory(redis, nowMs);
  for (let i = 0; i < 90; i += 1) {
    const planned = { ...JOBS["Webhooks::DeliverJob"].make(), args: delivery(i % 30 === 0 ? NOISY_TENANT : id(900)) };
    await pushAt(redis, planned, nowMs + 3_600_000 + Math.random() * DAY_MS);
  }
  for (let i = 0; i < 240; i += 1) {
    await pushAt(redis, JOBS["Mail::DigestJob"].make(), nowMs + 120_000 + Math.random() * 3 * DAY_MS);
  }
}

function failedText({ job, errorClass, message }: PastFailure, atMs: number, retryCount: number): string {
  const built = buildJob(job, Math.round(atMs - 20 * DAY_MS * Math.random() - 60_000));
  return editMembers(stamped(built.text, Math.round(atMs - 50_000)), {
    error_message: JSON.stringify(message),
    error_class: JSON.stringify(errorClass),
    failed_at: String(Math.round(atMs - 45_000)),
    retried_at: String(Math.round(atMs)),
    retry_count: String(retryCount),
  });
}

function delivery(tenant: number): string {
  const event = ["order.paid", "order.shipped", "cart.abandoned"][id(3) - 1];
  return JSON.stringify([{ tenant_id: tenant, event, delivery: randomUUID() }]);
}

function pastFailure(): PastFailure {
  const roll = Math.random();
  if (roll < 0.45) {
    const tenant = Math.random() < 0.9 ? NOISY_TENANT : id(900);
    const job = { ...JOBS["Webhooks::DeliverJob"].make(), args: delivery(tenant) };
    return {
      job,
      errorClass: "Faraday::TimeoutError",
      message: `Net::ReadTimeout with #<TCPSocket:(closed)> while calling https://hooks.tenant-${tenant}.example.com/v1/${randomUUID()}`,
    };
  }
  if (roll < 0.65)
    return {
      job: JOBS["Billing::ChargeCardJob"].make(),
      errorClass: "Stripe::CardError",
      message: `Your card was declined. (Request req_${id(1e6)}${id(1e9).toString(36)})`,
    };
  if (roll < 0.8)
    return {
      job: JOBS["Orders::FulfilJob"].make(),
      errorClass: "ActiveRecord::RecordNotFound",
      message: `Couldn't find Order with 'id'=${id(90_000)}`,
    };
  if (roll < 0.92)
    return {
      job: JOBS["Video::TranscodeJob"].make(),
      errorClass: "Errno::ENOSPC",
      message: `No space left on device @ rb_sysopen - /tmp/transcode-${id(1e6)}.mp4`,
    };
  return {
    job: JOBS["Search::ReindexJob"].make(),
    errorClass: "Elastic::Transport::Transport::Errors::TooManyRequests",
    message: `[429] {"error":{"type":"es_rejected_execution_exception","reason":"coordinating_and_primary_bytes=${id(9e8)}"}}`,
  };
}
