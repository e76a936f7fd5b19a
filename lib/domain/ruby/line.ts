import { checkJson, type JsonSpan } from "@/lib/domain/json/check";
import {
  activeJobCall,
  activeJobLiteral,
  isConstant,
  isMethodName,
  plainLiteral,
  rubyString,
  stringOf,
} from "./literal";

const WRAPPERS = new Set(["ActiveJob::QueueAdapters::SidekiqAdapter::JobWrapper", "Sidekiq::ActiveJob::Wrapper"]);
const MAILER = "ActionMailer::MailDeliveryJob";

/**
 * A line for a Rails console that enqueues a job like this one. Everything of the store is quoted: a class name
 * that is no constant becomes a string, never code. @returns null when the payload is no job
 */
export function rubyLine(payload: string): string | null {
  const check = checkJson(payload, 100);
  if (!check.ok || check.root.kind !== "object") return null;
  const field = (name: string) => check.root.members.find(({ key }) => key === name)?.value;
  const text = (span: JsonSpan | undefined) => stringOf(payload, span);
  const name = text(field("class"));
  const args = field("args");
  if (name === null || args?.kind !== "array") return null;
  const queue = text(field("queue")) ?? "default";
  if (WRAPPERS.has(name)) return activeJobLine(payload, args, text(field("wrapped")), queue);
  const options = [`queue: ${rubyString(queue)}`, ...retryOption(payload, field("retry"))].join(", ");
  const values = args.items.map((item) => plainLiteral(payload, item));
  if (isConstant(name)) return `${name}.set(${options}).perform_async(${values.join(", ")})`;
  return `Sidekiq::Client.push("class" => ${rubyString(name)}, "queue" => ${rubyString(queue)}, "args" => [${values.join(", ")}])`;
}

/** true is what a class says by itself. */
function retryOption(payload: string, retry: JsonSpan | undefined): string[] {
  const text = retry === undefined ? "true" : payload.slice(retry.start, retry.end);
  return /^(?:\d{1,9}|false)$/.test(text) ? [`retry: ${text}`] : [];
}

function activeJobLine(payload: string, args: JsonSpan, wrapped: string | null, queue: string): string | null {
  const [job] = args.items;
  const of = (name: string) => job?.members.find(({ key }) => key === name)?.value;
  const name = wrapped ?? stringOf(payload, of("job_class"));
  const given = of("arguments")?.items;
  if (name === null || given === undefined || !isConstant(name)) return null;
  if (name === MAILER) return mailerLine(payload, given, queue);
  return `${name}.set(queue: ${rubyString(queue)}).perform_later(${activeJobCall(payload, given)})`;
}

/** `[mailer, method, "deliver_now", {"params": …, "args": […]}]` */
function mailerLine(payload: string, given: readonly JsonSpan[], queue: string): string | null {
  const [mailer, method] = [stringOf(payload, given[0]), stringOf(payload, given[1])];
  if (mailer === null || method === null || !isConstant(mailer) || !isMethodName(method)) return null;
  const option = (name: string) => given[3]?.members.find(({ key }) => key === name)?.value;
  const params = option("params");
  const receiver = params === undefined ? mailer : `${mailer}.with(${activeJobLiteral(payload, params)})`;
  const call = `${method}(${activeJobCall(payload, option("args")?.items ?? [])})`;
  return `${receiver}.${call}.deliver_later(queue: ${rubyString(queue)})`;
}
