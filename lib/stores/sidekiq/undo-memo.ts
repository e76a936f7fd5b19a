import "server-only";
import { type PayloadScan, scanPayload, valueText } from "./payload-scan";
import { plusOne } from "./splice";

/**
 * What a push changes in a payload and nobody could know afterwards: the bytes of `enqueued_at` and of `queue`
 * (latin1: one character, one byte), `null` where there was none. Kept beside the frozen list; `at` is not, and an entry that had one stays where it
 * went.
 */
interface Memo {
  readonly enqueuedAt: string | null;
  readonly queue: string | null;
}

const TEXT_BYTES = 600;

export function encodeMemo(bytes: Buffer, scan: PayloadScan): string {
  const text = (key: string) => {
    const member = scan.last.get(key);
    return member && member.valueEnd - member.valueStart <= TEXT_BYTES
      ? bytes.toString("latin1", member.valueStart, member.valueEnd)
      : null;
  };
  return JSON.stringify([text("enqueued_at"), text("queue")]);
}

function decodeMemo(memo: string): Memo | null {
  const parsed = parse(memo);
  if (!Array.isArray(parsed)) return null;
  const [enqueuedAt, queue] = parsed;
  const isText = (value: unknown): value is string | null => value === null || typeof value === "string";
  return isText(enqueuedAt) && isText(queue) ? { enqueuedAt, queue } : null;
}

/**
 * The payload as it was before a push, as far as the memo tells; the caller proves it by the hash of the original.
 * @returns null when it cannot be worked out.
 */
export function beforePush(
  bytes: Buffer,
  memoText: string,
  edits: { decremented: boolean; queue: boolean },
): Buffer | null {
  const memo = decodeMemo(memoText);
  let text: Buffer | null = memo && bytes;
  if (text && memo && edits.queue) text = withValue(text, "queue", memo.queue);
  if (text && edits.decremented) text = withCountBack(text);
  return text && memo && withValue(text, "enqueued_at", memo.enqueuedAt);
}

function withCountBack(bytes: Buffer): Buffer | null {
  const scan = scanPayload(bytes);
  const member = scan.ok ? scan.last.get("retry_count") : undefined;
  if (member?.kind !== "number") return bytes;
  const text = plusOne(valueText(bytes, member));
  return text === null ? bytes : replaced(bytes, member.valueStart, member.valueEnd, text);
}

/** The member's value replaced, or the member taken out again where it was added at the end. */
function withValue(bytes: Buffer, key: string, value: string | null): Buffer | null {
  const scan = scanPayload(bytes);
  const member = scan.ok ? scan.last.get(key) : undefined;
  if (!member) return value === null ? bytes : null;
  if (value !== null) return replaced(bytes, member.valueStart, member.valueEnd, value);
  const start = member.commaBefore === -1 ? member.keyStart : member.commaBefore;
  return replaced(bytes, start, member.valueEnd, "");
}

function replaced(bytes: Buffer, start: number, end: number, text: string): Buffer {
  return Buffer.concat([bytes.subarray(0, start), Buffer.from(text, "latin1"), bytes.subarray(end)]);
}

/** What `freezeUndo` tells `applyFrozen`: where the entry was, and how to make its old bytes. */
export interface UndoPlace {
  readonly origin: { set: "scheduled" | "retry" | "dead"; score: string } | { queue: string };
  readonly memo: string;
}

export function encodePlace({ origin, memo }: UndoPlace): string {
  return JSON.stringify("set" in origin ? ["s", origin.set, origin.score, memo] : ["q", origin.queue, "", memo]);
}

export const isFromQueue = (text: string) => text.startsWith('["q"');

export function decodePlace(text: string): UndoPlace | null {
  const parsed = parse(text);
  if (!Array.isArray(parsed)) return null;
  const [kind, name, score, memo] = parsed.map((part) => (typeof part === "string" ? part : ""));
  if (memo === undefined || score === undefined || name === undefined) return null;
  if (kind === "q") return { origin: { queue: name }, memo };
  if (name !== "scheduled" && name !== "retry" && name !== "dead") return null;
  return { origin: { set: name, score }, memo };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
