import { randomBytes, randomUUID } from "node:crypto";

/** One job as Sidekiq's client builds it. `args` is JSON text, kept as written through every retry. */
export interface NewJob {
  class: string;
  args: string;
  queue: string;
  retry?: boolean | number;
  tags?: readonly string[];
  backtrace?: boolean | number;
  /** Active Job: `class` is the job class and goes into `wrapped`; `args` are its serialized arguments. */
  activeJob?: boolean;
  executions?: number;
  exceptionExecutions?: string;
  activeJobId?: string;
  providerJobId?: string | null;
}

export interface BuiltJob {
  jid: string;
  queue: string;
  /** Without `enqueued_at`: as it goes into the scheduled set. */
  text: string;
}

const WRAPPER = "Sidekiq::ActiveJob::Wrapper";

/** Field order and units of Sidekiq 8.1: integers of milliseconds. */
export function buildJob(job: NewJob, nowMs = Date.now()): BuiltJob {
  const jid = randomBytes(12).toString("hex");
  const members = [
    `"retry":${JSON.stringify(job.retry ?? true)}`,
    `"queue":${JSON.stringify(job.queue)}`,
    ...(job.tags ? [`"tags":${JSON.stringify(job.tags)}`] : []),
    ...(job.backtrace === undefined ? [] : [`"backtrace":${JSON.stringify(job.backtrace)}`]),
    ...(job.activeJob
      ? [`"wrapped":${JSON.stringify(job.class)}`, `"args":[${activeJobData(job, nowMs)}]`, `"class":"${WRAPPER}"`]
      : [`"args":${job.args}`, `"class":${JSON.stringify(job.class)}`]),
    `"jid":"${jid}"`,
    `"created_at":${nowMs}`,
  ];
  return { jid, queue: job.queue, text: `{${members.join(",")}}` };
}

/** `enqueued_at` goes last, as the client adds it when it pushes. */
export function stamped(text: string, nowMs = Date.now()): string {
  return `${text.slice(0, -1)},"enqueued_at":${nowMs}}`;
}

function activeJobData(job: NewJob, nowMs: number): string {
  return [
    `{"job_class":${JSON.stringify(job.class)}`,
    `"job_id":"${job.activeJobId ?? randomUUID()}"`,
    `"provider_job_id":${JSON.stringify(job.providerJobId ?? null)}`,
    `"queue_name":${JSON.stringify(job.queue)}`,
    `"priority":null`,
    `"arguments":${job.args}`,
    `"executions":${job.executions ?? 0}`,
    `"exception_executions":${job.exceptionExecutions ?? "{}"}`,
    `"locale":"en"`,
    `"timezone":"UTC"`,
    `"enqueued_at":"${new Date(nowMs).toISOString()}"`,
    `"scheduled_at":null}`,
  ].join(",");
}
