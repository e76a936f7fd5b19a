import "server-only";
import type { FrozenFacts, ListRef } from "@/lib/stores/port";
import { readPayload } from "./entry";
import { JsonNumber } from "./payload-parse";
import { type PayloadScan, scanPayload, stringValue, valueText } from "./payload-scan";
import { secondsMs, timeMs } from "./times";
import { encodeMemo } from "./undo-memo";
import { isWrapper } from "./unwrap";

const NAME_BYTES = 500;
const JOB_ID = Buffer.from('"job_id":"');
const UUID_CHARS = 36;

/** What the breakdown and an undo want to know of an entry, from one pass over its top level. */
export function factsOf(bytes: Buffer, list: ListRef, score: string | null): FrozenFacts {
  const scan = scanPayload(bytes);
  if (!scan.ok) return unreadable(bytes, scan.problem !== "too_deep");
  const text = (key: string) => stringValue(bytes, scan, key, NAME_BYTES) || null;
  const named = text("display_class");
  const own = text("class");
  const wrapped = own !== null && isWrapper(own);
  return {
    class: named ?? (wrapped ? classOfWrapped(bytes, text("wrapped")) : own),
    queue: text("queue"),
    errorClass: text("error_class"),
    jid: text("jid"),
    activeJobId: wrapped ? activeJobId(bytes, scan) : null,
    sinceMs: sinceOf(bytes, scan, list, score),
    unreadable: false,
    locked: scan.last.has("lock_digest") || scan.last.has("unique_digest"),
    batched: scan.last.has("bid"),
    sizeBytes: bytes.length,
    memo: encodeMemo(bytes, scan),
  };
}

function unreadable(bytes: Buffer, isUnreadable: boolean): FrozenFacts {
  return {
    class: null,
    queue: null,
    errorClass: null,
    jid: null,
    activeJobId: null,
    sinceMs: null,
    unreadable: isUnreadable,
    locked: false,
    batched: false,
    sizeBytes: bytes.length,
    memo: "",
  };
}

/** A mailer's class is said by its arguments. */
function classOfWrapped(bytes: Buffer, wrapped: string | null): string | null {
  return wrapped === null || wrapped.startsWith("ActionMailer::") ? readPayload(bytes).job.class : wrapped;
}

function activeJobId(bytes: Buffer, scan: PayloadScan): string | null {
  const args = scan.last.get("args");
  const at = args ? bytes.indexOf(JOB_ID, args.valueStart) : -1;
  if (!args || at < 0 || at > args.valueEnd) return null;
  const from = at + JOB_ID.length;
  const end = bytes.indexOf(0x22, from);
  return end === from + UUID_CHARS ? bytes.toString("latin1", from, end) : null;
}

/** dead: died · retry: failed · scheduled: made · queue: pushed. */
function sinceOf(bytes: Buffer, scan: PayloadScan, list: ListRef, score: string | null): number | null {
  const field = (key: string) => {
    const member = scan.last.get(key);
    return member?.kind === "number" ? timeMs(new JsonNumber(valueText(bytes, member))) : null;
  };
  if ("queue" in list) return field("enqueued_at") ?? field("created_at");
  if (list.set === "scheduled") return field("created_at");
  if (list.set === "retry") return field("retried_at") ?? field("failed_at");
  return secondsMs(score);
}

/** The id a waiting entry is known by, without looking at more than its top level; null for what is no job. */
export function jidOf(bytes: Buffer): string | null {
  const scan = scanPayload(bytes);
  return scan.ok ? stringValue(bytes, scan, "jid") : null;
}
