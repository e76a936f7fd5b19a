import type { Redis } from "ioredis";
import { push, pushAt } from "./client";
import { JOBS, type JobName } from "./jobs";

/** Jobs per second of each class. `imports` gets more than its process can do; nobody reads `exports`. */
const RATES: Readonly<Record<Exclude<JobName, "Mail::DigestJob" | "Rates::RefreshJob">, number>> = {
  "Orders::FulfilJob": 6,
  "ReceiptMailer#paid": 5,
  "Webhooks::DeliverJob": 3,
  "Billing::ChargeCardJob": 1.5,
  "Imports::CsvRowJob": 6,
  "Exports::ReportJob": 0.2,
  "Video::TranscodeJob": 0.12,
  "Search::ReindexJob": 2,
  "Crm::SyncContactJob": 1,
  "Backfill::OrderTotalsJob": 1 / 900,
};

const TICK_MS = 250;
const IMPORTS_MAX = 25_000;

/** Pushes steadily until `stop`; the growing queue is held at a bound so that a demo can run for days. */
export function startTraffic(redis: Redis): { stop(): void } {
  const debt = new Map<string, number>();
  const tick = async () => {
    const importsFull = (await redis.llen("queue:imports")) > IMPORTS_MAX;
    for (const [name, perSec] of Object.entries(RATES) as [keyof typeof RATES, number][]) {
      if (name === "Imports::CsvRowJob" && importsFull) continue;
      let owed = (debt.get(name) ?? 0) + (perSec * TICK_MS) / 1000;
      for (; owed >= 1; owed -= 1) await push(redis, JOBS[name].make());
      debt.set(name, owed);
    }
    if (Math.random() < 0.05) {
      await pushAt(redis, JOBS["Mail::DigestJob"].make(), Date.now() + (60 + Math.random() * 6 * 3600) * 1000);
    }
  };
  const timer = setInterval(() => void tick().catch(() => {}), TICK_MS);
  return { stop: () => clearInterval(timer) };
}
