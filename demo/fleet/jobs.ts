import { randomUUID } from "node:crypto";
import type { Redis } from "ioredis";
import { pushAt } from "./client";
import { iterate } from "./iteration";
import type { NewJob } from "./payload";
import { JobError, type Perform, type RunningJob } from "./process";

/** The tenant behind most of the error storm. */
export const NOISY_TENANT = 4411;

const between = (low: number, high: number) => low + Math.random() * (high - low);
const chance = (share: number) => Math.random() < share;
const id = (max: number) => 1 + Math.floor(Math.random() * max);
const pick = <T>(values: readonly [T, ...T[]]): T => values[Math.floor(Math.random() * values.length)] ?? values[0];

interface DemoJob {
  make(): NewJob;
  run(job: RunningJob, redis: Redis): Promise<void>;
}

/** The classes of a small shop, each with the behaviour that one meets in the field. */
export const JOBS = {
  "Orders::FulfilJob": {
    make: () => ({
      class: "Orders::FulfilJob",
      queue: "default",
      args: JSON.stringify([id(90_000), { express: chance(0.2) }]),
    }),
    run: async (job) => {
      await work(job, 40, 350);
      if (chance(0.01))
        throw new JobError(
          "ActiveRecord::Deadlocked",
          `PG::TRDeadlockDetected: ERROR:  deadlock detected\nDETAIL:  Process ${id(32_000)} waits for ShareLock on transaction ${id(4e8)}`,
        );
    },
  },
  "ReceiptMailer#paid": {
    make: () => ({
      class: "ActionMailer::MailDeliveryJob",
      queue: "mailers",
      activeJob: true,
      args: `["ReceiptMailer","paid","deliver_now",{"args":[{"_aj_globalid":"gid://shop/Order/${id(90_000)}"}],"_aj_ruby2_keywords":["args"]}]`,
    }),
    run: (job) => work(job, 80, 300),
  },
  "Webhooks::DeliverJob": {
    make: () => {
      const tenant = chance(0.25) ? NOISY_TENANT : id(900);
      return {
        class: "Webhooks::DeliverJob",
        queue: "webhooks",
        retry: 4,
        backtrace: 10,
        tags: ["webhook"],
        args: JSON.stringify([
          {
            tenant_id: tenant,
            event: pick(["order.paid", "order.shipped", "cart.abandoned"]),
            delivery: randomUUID(),
            api_key: `sk_live_${id(1e9)}`,
          },
        ]),
      };
    },
    run: async (job) => {
      const event = job.args[0];
      const tenant = typeof event === "object" && event !== null && "tenant_id" in event ? event.tenant_id : null;
      await work(job, 60, 250);
      if (tenant === NOISY_TENANT ? chance(0.97) : chance(0.02)) {
        throw new JobError(
          "Faraday::TimeoutError",
          `Net::ReadTimeout with #<TCPSocket:(closed)> while calling https://hooks.tenant-${tenant}.example.com/v1/${randomUUID()}`,
        );
      }
    },
  },
  "Billing::ChargeCardJob": {
    make: () => ({
      class: "Billing::ChargeCardJob",
      queue: "critical",
      retry: 0,
      tags: ["money"],
      args: `[${id(90_000)},"cus_${id(1e9).toString(36)}",${between(5, 300).toFixed(2)}]`,
    }),
    run: async (job) => {
      await work(job, 120, 500);
      if (job.retryCount === null && chance(0.06))
        throw new JobError(
          "Stripe::RateLimitError",
          `Too many requests hit the API too quickly. (Request req_${id(1e6)}${id(1e9).toString(36)})`,
        );
    },
  },
  "Imports::CsvRowJob": {
    make: () => ({
      class: "Imports::CsvRowJob",
      queue: "imports",
      args: JSON.stringify([`import-${id(40)}`, id(250_000), { sku: `SKU-${id(99_999)}`, price: "12.90" }]),
    }),
    run: async (job) => {
      await work(job, 350, 650);
      if (chance(0.01))
        throw new JobError(
          "CSV::MalformedCSVError",
          `Unquoted fields do not allow new line <"\\r"> in line ${id(90_000)}.`,
        );
    },
  },
  "Exports::ReportJob": {
    make: () => ({
      class: "Exports::ReportJob",
      queue: "exports",
      args: JSON.stringify([id(900), "quarterly", { format: "xlsx" }]),
    }),
    run: (job) => work(job, 1_000, 3_000),
  },
  "Video::TranscodeJob": {
    make: () => ({
      class: "Video::TranscodeJob",
      queue: "media",
      activeJob: true,
      args: `[{"_aj_globalid":"gid://shop/Video/${id(9_000)}"},{"_aj_serialized":"ActiveJob::Serializers::SymbolSerializer","value":"hd"}]`,
    }),
    run: async (job) => {
      await work(job, 8_000, 45_000);
      if (chance(0.08))
        throw new JobError("Transcoder::ExitError", `ffmpeg exited with ${id(254)} for asset ${randomUUID()}`);
    },
  },
  "Search::ReindexJob": {
    make: () => ({
      class: "Search::ReindexJob",
      queue: "low",
      args: JSON.stringify(["products", [id(9_000), id(9_000), id(9_000)]]),
    }),
    run: (job) => work(job, 200, 1_200),
  },
  "Crm::SyncContactJob": {
    make: () => contactSync(0, undefined, null),
    run: async (job, redis) => {
      await work(job, 100, 400);
      if (chance(0.12)) await retryOn(job, redis);
    },
  },
  "Mail::DigestJob": {
    make: () => ({ class: "Mail::DigestJob", queue: "mailers", args: JSON.stringify([id(5_000), "weekly"]) }),
    run: (job) => work(job, 150, 600),
  },
  "Rates::RefreshJob": {
    make: () => ({ class: "Rates::RefreshJob", queue: "default", args: "[]" }),
    run: async (job) => {
      await work(job, 100, 300);
      throw new JobError("Bank::Unavailable", "rates.bank.example answered 503");
    },
  },
  "Backfill::OrderTotalsJob": {
    make: () => ({
      class: "Backfill::OrderTotalsJob",
      queue: "low",
      args: JSON.stringify([id(12), { dry_run: false }]),
    }),
    // A quarter of an hour, longer than any deploy waits: it is interrupted and goes on, or is cancelled.
    run: (job, redis) => iterate(job, redis, 18_000, 50),
  },
} as const satisfies Record<string, DemoJob>;

export type JobName = keyof typeof JOBS;

/** Runs any of the classes above; an unknown one raises as Ruby would. */
export function performer(redis: Redis): Perform {
  const byClass = new Map<string, DemoJob>(Object.values(JOBS).map((job) => [job.make().class, job]));
  return async (job) => {
    const known = byClass.get(job.class);
    if (!known) throw new JobError("NameError", `uninitialized constant ${job.class}`);
    await known.run(job, redis);
  };
}

async function work(job: RunningJob, lowMs: number, highMs: number): Promise<void> {
  const ms = between(lowMs, highMs);
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    job.signal.addEventListener("abort", () => {
      clearTimeout(timer);
      resolve();
    });
  });
}

function contactSync(executions: number, activeJobId: string | undefined, providerJobId: string | null): NewJob {
  return {
    class: "Crm::SyncContactJob",
    queue: "default",
    activeJob: true,
    args: `[{"_aj_globalid":"gid://shop/Contact/${id(70_000)}"}]`,
    executions,
    ...(executions > 0 ? { exceptionExecutions: `{"[Crm::Unavailable]":${executions}}` } : {}),
    ...(activeJobId ? { activeJobId } : {}),
    providerJobId,
  };
}

/** Active Job's `retry_on`: a new Sidekiq job for the same Active Job, waiting in the scheduled set. */
async function retryOn(job: RunningJob, redis: Redis): Promise<void> {
  const data: unknown = JSON.parse(job.text).args?.[0];
  if (typeof data !== "object" || data === null || !("job_id" in data) || !("executions" in data)) return;
  const executions = Number(data.executions) + 1;
  if (executions >= 5) throw new JobError("Crm::Unavailable", "CRM answered 503 five times");
  await pushAt(redis, contactSync(executions, String(data.job_id), job.jid), Date.now() + 20_000 * executions);
}
