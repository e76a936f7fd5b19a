import "server-only";
import type { JobEntry } from "@/lib/domain/job.schema";
import { asNumber, asString, isObject, type JsonObject, type JsonValue } from "./payload-parse";

export interface Unwrapped {
  /** The class a person wrote; null when the payload has none. */
  readonly class: string | null;
  readonly wrapper: JobEntry["wrapper"];
  readonly args: readonly JsonValue[];
  readonly activeJob: ActiveJobFields | null;
}

export interface ActiveJobFields {
  readonly jobId: string | null;
  readonly providerJobId: string | null;
  /** Active Job's own attempts: above 0 after a `retry_on`. */
  readonly executions: number;
  /** The exception of the last `retry_on`, as the application named it. */
  readonly exception: string | null;
}

const WRAPPERS = new Set(["ActiveJob::QueueAdapters::SidekiqAdapter::JobWrapper", "Sidekiq::ActiveJob::Wrapper"]);
const MAILERS = new Set(["ActionMailer::DeliveryJob", "ActionMailer::MailDeliveryJob"]);
const DELAYED = /^Sidekiq::Extensions::Delayed(?:Class|Mailer|Model)$/;

export const isWrapper = (name: string): boolean => WRAPPERS.has(name);

/** Undoes Active Job, Action Mailer and Sidekiq's display name, as `Sidekiq::JobRecord#display_class` and `#display_args` do. */
export function unwrap(payload: JsonObject): Unwrapped {
  const rawClass = asString(payload.get("class")) || null;
  const rawArgs = payload.get("args");
  const args = Array.isArray(rawArgs) ? rawArgs : [];
  const named = asString(payload.get("display_class")) || null;
  if (rawClass !== null && WRAPPERS.has(rawClass)) return unwrapActiveJob(payload, args, rawClass, named);
  const wrapper = rawClass !== null && DELAYED.test(rawClass) ? "delayed_extension" : "none";
  return { class: named ?? rawClass, wrapper, args, activeJob: null };
}

function unwrapActiveJob(
  payload: JsonObject,
  args: readonly JsonValue[],
  rawClass: string,
  named: string | null,
): Unwrapped {
  const job = isObject(args[0]) ? args[0] : null;
  const wrapped = asString(payload.get("wrapped")) || asString(job?.get("job_class")) || asString(args[0]) || rawClass;
  const stored = job?.get("arguments");
  const given = Array.isArray(stored) ? stored : job ? [] : args;
  const activeJob = job && activeJobFields(job);
  if (!MAILERS.has(wrapped)) return { class: named ?? wrapped, wrapper: "active_job", args: given, activeJob };
  const [mailer, action] = given;
  const readable = typeof mailer === "string" && typeof action === "string" ? `${mailer}#${action}` : wrapped;
  return { class: named ?? readable, wrapper: "mailer", args: mailerArgs(wrapped, given), activeJob };
}

/** The mailer's own arguments, its `params` first when there are any; `[mailer, method, "deliver_now", …]` is dropped. */
function mailerArgs(wrapped: string, given: readonly JsonValue[]): readonly JsonValue[] {
  const rest = given.slice(3);
  const [options] = rest;
  if (wrapped === "ActionMailer::DeliveryJob" || !isObject(options)) return rest;
  const params = options.get("params");
  const args = options.get("args");
  return [...(params === undefined ? [] : [params]), ...(Array.isArray(args) ? args : [])];
}

function activeJobFields(job: JsonObject): ActiveJobFields {
  const counted = job.get("exception_executions");
  const last = isObject(counted) ? [...counted.keys()].at(-1) : undefined;
  return {
    jobId: asString(job.get("job_id")),
    providerJobId: asString(job.get("provider_job_id")),
    executions: Math.max(0, Math.trunc(asNumber(job.get("executions")) ?? 0)),
    exception: last === undefined ? null : last.replace(/^\[|\]$/g, ""),
  };
}
