import "server-only";
import { type Member, type PayloadScan, valueText } from "./payload-scan";

/**
 * Edits of a payload as text. A job that goes to a queue gets a fresh `enqueued_at`, whose value only the script
 * knows (Redis' TIME): the script therefore gets the bytes and what to cut. Every byte that is not named here stays
 * as it was.
 */
/** Bytes `start` (inclusive) to `end` give way to a text, or to the stamp. In order, never overlapping. */
export type Cut = readonly [start: number, end: number, text: string | true];

export interface QueueEdits {
  /** Lowers a numeric `retry_count` by one, as Sidekiq's own retry does; -1 is legal. */
  decrement: boolean;
  /** Replaces or adds `queue`; null leaves it. Never set it on a payload with a unique lock. */
  queue: string | null;
}

const COUNT_DIGITS_MAX = 40;

/** For a push: strips a stray `at` (a worker would schedule the job by it), makes the edits, and stamps. */
export function cutsForQueue(bytes: Buffer, scan: PayloadScan, edits: QueueEdits): Cut[] {
  const list = [...removeAll(scan, "at"), ...fieldEdits(bytes, scan, edits)];
  const stamped = scan.last.get("enqueued_at");
  if (stamped) list.push([stamped.valueStart, stamped.valueEnd, true]);
  else list.push([scan.close, scan.close, `${separator(scan, edits)}"enqueued_at":`], [scan.close, scan.close, true]);
  return list.length === 1 ? list : list.sort((a, b) => a[0] - b[0]);
}

/** For a change within a set: `queue` alone. */
export function spliceQueueName(bytes: Buffer, scan: PayloadScan, queue: string): Buffer {
  return withCuts(bytes, fieldEdits(bytes, scan, { decrement: false, queue }), "");
}

/** The bytes after the cuts. */
export function withCuts(bytes: Buffer, cuts: readonly Cut[], stamp: string): Buffer {
  const parts: Buffer[] = [];
  let at = 0;
  for (const [start, end, text] of cuts) {
    parts.push(bytes.subarray(at, start), Buffer.from(text === true ? stamp : text));
    at = end;
  }
  parts.push(bytes.subarray(at));
  return Buffer.concat(parts);
}

/** One less, digits kept exactly; null when the text is no plain decimal number. */
export const minusOne = (text: string): string | null => added(text, -1n);
export const plusOne = (text: string): string | null => added(text, 1n);

function added(text: string, by: bigint): string | null {
  const small = Number(text);
  if (Number.isSafeInteger(small) && String(small) === text) return String(small + Number(by));
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

function fieldEdits(bytes: Buffer, scan: PayloadScan, edits: QueueEdits): Cut[] {
  const list: Cut[] = [];
  const count = edits.decrement ? scan.last.get("retry_count") : undefined;
  if (count?.kind === "number") {
    const text = minusOne(valueText(bytes, count));
    if (text !== null) list.push([count.valueStart, count.valueEnd, text]);
  }
  if (edits.queue === null) return list;
  const text = JSON.stringify(edits.queue);
  const queue = scan.last.get("queue");
  if (queue) list.push([queue.valueStart, queue.valueEnd, text]);
  else {
    const comma = kept(scan).length > 0 ? "," : "";
    list.push([scan.close, scan.close, `${comma}"queue":${text}`]);
  }
  return list;
}

const kept = (scan: PayloadScan) => scan.members.filter((member) => member.key !== "at");

/** What stands before a member added at the end. */
function separator(scan: PayloadScan, edits: QueueEdits): string {
  return kept(scan).length > 0 || (edits.queue !== null && !scan.last.has("queue")) ? "," : "";
}

/** Each removed member takes one comma along: the one in front, or, with nothing kept before it, the one behind. */
function removeAll(scan: PayloadScan, key: string): Cut[] {
  const list: Cut[] = [];
  let keptBefore = false;
  for (const member of scan.members) {
    if (member.key === key) list.push(removal(member, keptBefore));
    else keptBefore = true;
  }
  return list;
}

function removal(member: Member, keptBefore: boolean): Cut {
  if (keptBefore) return [member.commaBefore, member.valueEnd, ""];
  return [member.keyStart, member.commaAfter === -1 ? member.valueEnd : member.commaAfter + 1, ""];
}
