import "server-only";
import { randomUUID } from "node:crypto";
import { scanPayload } from "../payload-scan";
import { editObject, memberText } from "./json-edit";

/** The wrapper that sidekiq-cron 2.4 names for a class it has not loaded, under Sidekiq 8 as well. */
const WRAPPER = "ActiveJob::QueueAdapters::SidekiqAdapter::JobWrapper";
/** What `Sidekiq::Client` adds to every item by itself, or what must not be taken over from a template. */
const OWN = ["jid", "created_at", "enqueued_at", "at"];

/** A payload in parts: Redis' time goes between them. */
export function stampedParts(item: string, jid: string): string[] {
  return [`${item.slice(0, -1)},"jid":${JSON.stringify(jid)},"created_at":`, `,"enqueued_at":`, "}"];
}

/** What `Sidekiq::Client.push` makes of an item whose class is only a name: defaults first, then the item. */
export function plainItem(template: string, changes: Readonly<Record<string, string>>): string | null {
  const bytes = Buffer.from(template);
  const scan = scanPayload(bytes);
  if (!scan.ok) return null;
  const members: Record<string, string> = Object.create(null);
  for (const key of scan.last.keys()) {
    if (!OWN.includes(key)) members[key] = memberText(template, key) ?? "null";
  }
  return editObject('{"retry":true,"queue":"default"}', Object.assign(members, changes));
}

/** sidekiq-cron's `active_job_message`, through the client. */
export function activeJobItem(job: { class: string; queue: string; description: string | null; args: string }): string {
  const [name, queue] = [JSON.stringify(job.class), JSON.stringify(job.queue)];
  const data = `{"job_class":${name},"job_id":"${randomUUID()}","queue_name":${queue},"arguments":${job.args}}`;
  const description = JSON.stringify(job.description);
  return `{"retry":true,"queue":${queue},"class":"${WRAPPER}","wrapped":${name},"description":${description},"args":[${data}]}`;
}

/** An array's text with one more value at its end. */
export function withArgument(array: string, value: string): string {
  const inner = array.trim().slice(1, -1).trim();
  return inner === "" ? `[${value}]` : `[${inner},${value}]`;
}
