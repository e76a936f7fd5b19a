import "server-only";
import { createHash } from "node:crypto";
import type { JsonSpan } from "@/lib/domain/json/check";
import type { PayloadScan } from "../payload-scan";
import type { ReadArguments } from "./stored-arguments";

/** Carried by Sidekiq through every retry and into the dead set, and read by nobody but us. */
export const ANCESTOR = "signalbox_ancestor";

/**
 * What a new job does not take over: the traces of the old one's runs, its membership in a batch that does not
 * know the new jid, and the digest of its unique lock, which covers the old arguments.
 */
const LEFT_OUT = new Set(
  (
    "at enqueued_at created_at retry_count failed_at retried_at discarded_at error_class error_message error_backtrace " +
    "bid lock_digest lock_args unique_digest unique_args"
  ).split(" "),
);

/** Everything that is new in a job, from one token: the same token names the same job. */
export interface NewIds {
  readonly jid: string;
  readonly activeJobId: string;
}

export function newIds(token: string): NewIds {
  const hex = createHash("sha256").update(`signalbox job ${token}`).digest("hex");
  const uuid = [
    hex.slice(24, 32),
    hex.slice(32, 36),
    `4${hex.slice(37, 40)}`,
    `8${hex.slice(41, 44)}`,
    hex.slice(44, 56),
  ];
  return { jid: hex.slice(0, 24), activeJobId: uuid.join("-") };
}

export interface NewJob {
  readonly ids: NewIds;
  readonly ancestor: string | null;
  /** Null = as the original says. */
  readonly queue: string | null;
  /** Null = at once. */
  readonly atMs: number | null;
  /** The changed array; null = as it is. */
  readonly changed: string | null;
  readonly nowMs: number;
}

/** Around the time of the script's clock: it goes between the parts. */
export type PayloadParts = readonly Buffer[];

/** The original's members as they stand, the last of each name, with the new job's own in the place of old ones. */
export function newPayload(bytes: Buffer, scan: PayloadScan, read: ReadArguments | null, job: NewJob): PayloadParts {
  const replaced = new Map<string, string>([["jid", JSON.stringify(job.ids.jid)]]);
  if (job.queue !== null) replaced.set("queue", JSON.stringify(job.queue));
  const args = read && newArgs(read, job);
  if (args !== null) replaced.set("args", args);
  const members: Buffer[] = [];
  for (const member of scan.members) {
    if (LEFT_OUT.has(member.key) || member.key === ANCESTOR || scan.last.get(member.key) !== member) continue;
    const text = replaced.get(member.key);
    const value = text === undefined ? bytes.subarray(member.valueStart, member.valueEnd) : Buffer.from(text);
    members.push(Buffer.from(members.length > 0 ? "," : ""), bytes.subarray(member.keyStart, member.valueStart), value);
    replaced.delete(member.key);
  }
  const added = [...replaced].map(([key, text]) => `,${JSON.stringify(key)}:${text}`).join("");
  const ancestor = job.ancestor === null ? "" : `,"${ANCESTOR}":${JSON.stringify(job.ancestor)}`;
  const first = Buffer.concat([Buffer.from("{"), ...members, Buffer.from(`${added}${ancestor},"created_at":`)]);
  return job.atMs === null ? [first, Buffer.from(',"enqueued_at":'), Buffer.from("}")] : [first, Buffer.from("}")];
}

/** @returns null when `args` stays as it is */
function newArgs({ args, job: object, stored }: ReadArguments, job: NewJob): string | null {
  if (object === null) return job.changed;
  const now = new Date(job.nowMs).toISOString();
  const values: Record<string, string | null> = {
    arguments: job.changed ?? stored.raw,
    job_id: JSON.stringify(job.ids.activeJobId),
    provider_job_id: "null",
    executions: "0",
    exception_executions: "{}",
    queue_name: job.queue === null ? null : JSON.stringify(job.queue),
    enqueued_at: JSON.stringify(now),
    scheduled_at: job.atMs === null ? "null" : JSON.stringify(new Date(job.atMs).toISOString()),
  };
  return spliceMembers(args, object, values);
}

/** A text with the values of some members of one object replaced; members it lacks are not added. */
function spliceMembers(text: string, object: JsonSpan, values: Readonly<Record<string, string | null>>): string {
  let out = "";
  let at = 0;
  for (const { key, value } of object.members) {
    const next = Object.hasOwn(values, key) ? values[key] : null;
    if (next === null || next === undefined) continue;
    out += text.slice(at, value.start) + next;
    at = value.end;
  }
  return out + text.slice(at);
}
