import "server-only";
import { type Member, type PayloadScan, valueText } from "./payload-scan";

/**
 * Edits of a payload as text. A job that goes to a queue gets a fresh `enqueued_at`, whose value only the
 * script knows (Redis' TIME): the edited payload is therefore two parts around it. Every byte that is not
 * named here stays as it was.
 */
export interface StampedPayload {
  readonly prefix: Buffer;
  readonly suffix: Buffer;
}

export interface QueueEdits {
  /** Lowers a numeric `retry_count` by one, as Sidekiq's own retry does; -1 is legal. */
  decrement: boolean;
  /** Replaces or adds `queue`; null leaves it. Never set it on a payload with a unique lock. */
  queue: string | null;
}

interface Edit {
  start: number;
  end: number;
  text: string;
  /** The stamp goes behind `text`. */
  stamp?: boolean;
}

const COUNT_DIGITS_MAX = 40;

/** For a push: strips a stray `at` (a worker would schedule the job by it), applies the edits, leaves room for the stamp. */
export function spliceForQueue(bytes: Buffer, scan: PayloadScan, edits: QueueEdits): StampedPayload {
  const list = [...removeAll(scan, "at"), ...fieldEdits(bytes, scan, edits)];
  const stamped = scan.last.get("enqueued_at");
  if (stamped) list.push({ start: stamped.valueStart, end: stamped.valueEnd, text: "", stamp: true });
  else list.push({ start: scan.close, end: scan.close, text: `${separator(scan, edits)}"enqueued_at":`, stamp: true });
  return build(bytes, list);
}

/** For a change within a set: `queue` alone. */
export function spliceQueueName(bytes: Buffer, scan: PayloadScan, queue: string): Buffer {
  const edits = { decrement: false, queue };
  const list = fieldEdits(bytes, scan, edits);
  const { prefix, suffix } = build(bytes, list);
  return Buffer.concat([prefix, suffix]);
}

/** One less, digits kept exactly; null when the text is no plain decimal number. */
export const minusOne = (text: string): string | null => added(text, -1n);
export const plusOne = (text: string): string | null => added(text, 1n);

function added(text: string, by: bigint): string | null {
  const match = /^(-?\d+)(?:\.(\d+))?$/.exec(text);
  if (!match?.[1] || text.length > COUNT_DIGITS_MAX) return null;
  const fraction = match[2] ?? "";
  const scale = 10n ** BigInt(fraction.length);
  const value = BigInt(match[1] + fraction) + by * scale;
  if (fraction === "") return String(value);
  const sign = value < 0n ? "-" : "";
  const digits = String(value < 0n ? -value : value).padStart(fraction.length + 1, "0");
  return `${sign}${digits.slice(0, -fraction.length)}.${digits.slice(-fraction.length)}`;
}

function fieldEdits(bytes: Buffer, scan: PayloadScan, edits: QueueEdits): Edit[] {
  const list: Edit[] = [];
  const count = edits.decrement ? scan.last.get("retry_count") : undefined;
  if (count?.kind === "number") {
    const text = minusOne(valueText(bytes, count));
    if (text !== null) list.push({ start: count.valueStart, end: count.valueEnd, text });
  }
  if (edits.queue === null) return list;
  const text = JSON.stringify(edits.queue);
  const queue = scan.last.get("queue");
  if (queue) list.push({ start: queue.valueStart, end: queue.valueEnd, text });
  else {
    const comma = kept(scan).length > 0 ? "," : "";
    list.push({ start: scan.close, end: scan.close, text: `${comma}"queue":${text}` });
  }
  return list;
}

const kept = (scan: PayloadScan) => scan.members.filter((member) => member.key !== "at");

/** What stands before a member added at the end. */
function separator(scan: PayloadScan, edits: QueueEdits): string {
  return kept(scan).length > 0 || (edits.queue !== null && !scan.last.has("queue")) ? "," : "";
}

/** Each removed member takes one comma along: the one in front, or, with nothing kept before it, the one behind. */
function removeAll(scan: PayloadScan, key: string): Edit[] {
  const list: Edit[] = [];
  let keptBefore = false;
  for (const member of scan.members) {
    if (member.key === key) list.push({ ...removal(member, keptBefore), text: "" });
    else keptBefore = true;
  }
  return list;
}

function removal(member: Member, keptBefore: boolean): { start: number; end: number } {
  if (keptBefore) return { start: member.commaBefore, end: member.valueEnd };
  return { start: member.keyStart, end: member.commaAfter === -1 ? member.valueEnd : member.commaAfter + 1 };
}

function build(bytes: Buffer, edits: Edit[]): StampedPayload {
  const parts: Buffer[] = [];
  let prefix: Buffer | null = null;
  let at = 0;
  for (const edit of [...edits].sort(
    (a, b) => a.start - b.start || Number(a.stamp ?? false) - Number(b.stamp ?? false),
  )) {
    parts.push(bytes.subarray(at, edit.start), Buffer.from(edit.text));
    if (edit.stamp) prefix = Buffer.concat(parts.splice(0));
    at = edit.end;
  }
  parts.push(bytes.subarray(at));
  const rest = Buffer.concat(parts);
  return prefix ? { prefix, suffix: rest } : { prefix: rest, suffix: Buffer.alloc(0) };
}
