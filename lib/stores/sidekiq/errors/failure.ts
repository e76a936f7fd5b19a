import "server-only";
import { isUtf8 } from "node:buffer";
import { limits } from "@/lib/config/limits";
import {
  errorGroupKey,
  type Failure,
  groupIdText,
  MESSAGE_BYTES,
  NAME_CHARS,
  Normaliser,
  normaliseMessage,
  PairHash,
} from "@/lib/domain/error-group";
import type { JobSetName } from "@/lib/domain/job.schema";
import type { GroupName } from "@/lib/stores/port";
import { type ReadPayload, readPayload } from "../entry";
import { maskText } from "../masking";
import { asString, parseJson } from "../payload-parse";
import { timeMs } from "../times";
import {
  ARGS,
  CLASS,
  DISPLAY,
  ERROR_CLASS,
  EXECUTIONS,
  FAILED_AT,
  MESSAGE,
  QUEUE,
  RETRIED_AT,
  Spans,
  skipSpace,
  WRAPPED,
} from "./members";
import { isPlain } from "./secret-hint";

/** What stands behind a backslash, but for \\u. */
const ESCAPED = new Uint8Array(256);
for (const [letter, char] of Object.entries({
  n: "\n",
  r: "\r",
  t: "\t",
  b: "\b",
  f: "\f",
  '"': '"',
  "\\": "\\",
  "/": "/",
})) {
  ESCAPED[letter.charCodeAt(0)] = char.charCodeAt(0);
}
const encoder = new TextEncoder();
/** Characters of a message that are looked through for secrets before it is normalised. */
const MASKED_CHARS = 10_000;
const WRAPPERS = ["ActiveJob::QueueAdapters::SidekiqAdapter::JobWrapper", "Sidekiq::ActiveJob::Wrapper"].map((name) =>
  Buffer.from(name),
);
const MAILERS = ["ActionMailer::DeliveryJob", "ActionMailer::MailDeliveryJob"].map((name) => Buffer.from(name));

/**
 * What failed and with what, masked and whole, as the group is made of it; null for an entry that is no failure.
 * Everything in the retry and dead sets is one; in the scheduled set what Active Job's `retry_on` put there.
 */
export function failureOf(read: ReadPayload, set: JobSetName): Failure | null {
  const { fields, job } = read;
  const errorClass = asString(fields.get("error_class"))?.slice(0, NAME_CHARS) || null;
  const message = asString(fields.get("error_message"));
  if (set === "scheduled" && (job.activeJob?.executions ?? 0) === 0) return null;
  const unnamed = errorClass === null && message === null;
  return {
    class: job.class?.slice(0, NAME_CHARS) ?? null,
    errorClass: unnamed && set === "scheduled" ? (job.activeJob?.exception ?? null) : errorClass,
    message: message === null ? null : maskText(message.slice(0, MASKED_CHARS)),
  };
}

export function groupName({ class: jobClass, errorClass, message }: Failure): GroupName {
  return { class: jobClass, errorClass, message: message === null ? null : normaliseMessage(message) };
}

/** When it failed last and first, whole seconds, 0 = unknown. An Active Job retry is a job made at its failure. */
function timesOf({ fields }: ReadPayload, set: JobSetName, score: number): [number, number] {
  const first = timeMs(fields.get("failed_at"));
  const last = timeMs(fields.get("retried_at")) ?? first;
  if (set === "scheduled") {
    const made = timeMs(fields.get("created_at"));
    return [seconds(last ?? made), seconds(first ?? made)];
  }
  const known = last ?? (set === "dead" ? score * 1_000 : null);
  return [seconds(known), seconds(first ?? known)];
}

/** The text of a JSON string; null when it is none. */
function decoded(bytes: Buffer, start: number, end: number): string | null {
  const text = bytes.toString("utf8", start, end);
  return text.includes("\\") ? asString(parseJson(`"${text}"`)?.value) : text;
}

/** Whole seconds as an index keeps them; 0 = unknown. */
export const seconds = (ms: number | null) =>
  ms === null ? 0 : Math.min(0xffffffff, Math.max(0, Math.floor(ms / 1_000)));

/**
 * Reads failures off the bytes, a field at a time and without making strings. Whatever is unusual (escapes, secrets,
 * mailers, other scripts in a name, JSON that is none) is read the slow way, with the same result.
 */
export class FailureReader {
  /** 0 = no failure. */
  group = 0;
  failedAtSec = 0;
  firstAtSec = 0;
  /** The queue's name as bytes of the payload; `queueEnd` 0 when it was read the slow way into `queueName`. */
  queueStart = 0;
  queueEnd = 0;
  queueName: string | null = null;
  /** Whether it carries an error at all. */
  failed = false;
  private readonly spans = new Spans();
  private readonly normaliser = new Normaliser();
  private readonly hash = new PairHash();
  private readonly scratch = new Uint8Array(MESSAGE_BYTES * 3);
  private scratchLength = 0;

  /** The payload between two offsets. */
  read(bytes: Buffer, from: number, to: number, set: JobSetName, score: number): void {
    if (!this.quick(bytes, from, to, set, score)) this.slow(bytes.subarray(from, to), set, score);
  }

  private slow(bytes: Buffer, set: JobSetName, score: number): void {
    const read = readPayload(bytes);
    const failure = failureOf(read, set);
    this.group = failure ? errorGroupKey(failure) : 0;
    this.failed = failure !== null && (failure.errorClass !== null || failure.message !== null);
    [this.failedAtSec, this.firstAtSec] = timesOf(read, set, score);
    this.queueEnd = 0;
    this.queueName = asString(read.fields.get("queue"));
  }

  private quick(bytes: Buffer, from: number, to: number, set: JobSetName, score: number): boolean {
    const { spans, hash } = this;
    if (to - from > limits.rowPayloadBytes) return false;
    const end = spans.read(bytes, from, to);
    if (end < 0 || skipSpace(bytes, end, to) !== to) return false;
    const wrapper = this.isWrapper(bytes);
    if (set === "scheduled") {
      if (!wrapper) return this.none(bytes);
      const inner = this.inner(bytes);
      if (inner < 0) return false;
      if (spans.read(bytes, inner, to) < 0) return false;
      const executed = spans.first(bytes, EXECUTIONS);
      if (executed !== 0x30 && executed !== 0) return false;
      spans.read(bytes, from, to);
      return this.none(bytes);
    }
    hash.reset();
    if (!this.addClass(bytes, wrapper) || !this.addErrorClass(bytes) || !this.addMessage(bytes)) return false;
    if (!this.setQueue(bytes) || !this.setTimes(bytes, set, score)) return false;
    this.group = hash.sum();
    this.failed = spans.has(ERROR_CLASS) || spans.has(MESSAGE);
    return true;
  }

  private none(bytes: Buffer): boolean {
    this.group = 0;
    this.failedAtSec = 0;
    this.firstAtSec = 0;
    return this.setQueue(bytes);
  }

  /** The first argument, when it is an object. */
  private inner(bytes: Buffer): number {
    if (this.spans.first(bytes, ARGS) !== 0x5b) return -1;
    const at = skipSpace(bytes, (this.spans.start[ARGS] ?? 0) + 1, this.spans.end[ARGS] ?? 0);
    return bytes[at] === 0x7b ? at : -1;
  }

  private isWrapper(bytes: Buffer): boolean {
    return this.spans.first(bytes, CLASS) === 0x22 && WRAPPERS.some((name) => this.equals(bytes, CLASS, name));
  }

  private equals(bytes: Buffer, field: number, text: Buffer): boolean {
    const start = (this.spans.start[field] ?? 0) + 1;
    const end = (this.spans.end[field] ?? 0) - 1;
    return end - start === text.length && bytes.compare(text, 0, text.length, start, end) === 0;
  }

  private addClass(bytes: Buffer, wrapper: boolean): boolean {
    const { spans } = this;
    if (spans.has(DISPLAY)) return false;
    if (!wrapper) return spans.first(bytes, CLASS) === 0x22 && this.addName(bytes, CLASS);
    if (spans.first(bytes, WRAPPED) !== 0x22 || MAILERS.some((name) => this.equals(bytes, WRAPPED, name))) return false;
    return this.addName(bytes, WRAPPED);
  }

  private addErrorClass(bytes: Buffer): boolean {
    if (!this.spans.has(ERROR_CLASS)) {
      this.hash.mark(1);
      return true;
    }
    return this.spans.first(bytes, ERROR_CLASS) === 0x22 && this.addName(bytes, ERROR_CLASS);
  }

  /** A short name in ASCII, without escapes and without an address. */
  private addName(bytes: Buffer, field: number): boolean {
    const start = (this.spans.start[field] ?? 0) + 1;
    const end = (this.spans.end[field] ?? 0) - 1;
    if (end === start || end - start > NAME_CHARS) return false;
    for (let at = start; at < end; at++) {
      const byte = bytes[at] ?? 0;
      if (byte >= 0x80 || byte === 0x5c || (byte === 0x78 && bytes[at - 1] === 0x30)) return false;
    }
    this.hash.add(bytes, start, end);
    this.hash.mark(0);
    return true;
  }

  private addMessage(bytes: Buffer): boolean {
    const { spans, hash, normaliser } = this;
    if (!spans.has(MESSAGE)) {
      hash.mark(1);
      return true;
    }
    if (spans.first(bytes, MESSAGE) !== 0x22) return false;
    const start = (spans.start[MESSAGE] ?? 0) + 1;
    const end = (spans.end[MESSAGE] ?? 0) - 1;
    if (isPlain(bytes, start, Math.min(end, start + MASKED_CHARS))) {
      hash.add(normaliser.out, 0, normaliser.run(bytes, start, end));
    } else if (this.unescape(bytes, start, end)) {
      hash.add(normaliser.out, 0, normaliser.run(this.scratch, 0, this.scratchLength));
    } else {
      const text = decoded(bytes, start, end);
      if (text === null) return false;
      const { written } = encoder.encodeInto(
        maskText(text.slice(0, MASKED_CHARS)).slice(0, MESSAGE_BYTES),
        this.scratch,
      );
      hash.add(normaliser.out, 0, normaliser.run(this.scratch, 0, written));
    }
    hash.mark(0);
    return true;
  }

  /** Into `scratch`, where nothing but usual escapes and characters of other scripts keep the message from being plain. */
  private unescape(bytes: Buffer, start: number, end: number): boolean {
    const { scratch } = this;
    if (end - start > scratch.length) return false;
    let size = 0;
    let beyond = false;
    for (let at = start; at < end; at++) {
      let byte = bytes[at] ?? 0;
      if (byte === 0x5c) {
        byte = ESCAPED[bytes[++at] ?? 0] ?? 0;
        if (byte === 0) return false;
      } else if (byte >= 0x80) beyond = true;
      scratch[size++] = byte;
    }
    this.scratchLength = size;
    return (!beyond || isUtf8(scratch.subarray(0, size))) && isPlain(scratch, 0, size, true);
  }

  private setQueue(bytes: Buffer): boolean {
    const { spans } = this;
    this.queueEnd = 0;
    this.queueName = null;
    if (!spans.has(QUEUE)) return true;
    if (spans.first(bytes, QUEUE) !== 0x22) return false;
    const start = (spans.start[QUEUE] ?? 0) + 1;
    const end = (spans.end[QUEUE] ?? 0) - 1;
    for (let at = start; at < end; at++) if (bytes[at] === 0x5c) return false;
    this.queueStart = start;
    this.queueEnd = end;
    return end > start;
  }

  private setTimes(bytes: Buffer, set: JobSetName, score: number): boolean {
    const first = this.time(bytes, FAILED_AT);
    const last = this.time(bytes, RETRIED_AT);
    if (first < 0 || last < 0) return false;
    const known = last || first || (set === "dead" ? seconds(score * 1_000) : 0);
    this.failedAtSec = known;
    this.firstAtSec = first || known;
    return true;
  }

  /** Whole seconds; 0 when absent, -1 when it is no plain number. */
  private time(bytes: Buffer, field: number): number {
    const { spans } = this;
    if (!spans.has(field)) return 0;
    const end = spans.end[field] ?? 0;
    let at = spans.start[field] ?? 0;
    let value = 0;
    const begin = at;
    for (; at < end; at++) {
      const digit = (bytes[at] ?? 0) - 0x30;
      if (digit < 0 || digit > 9) break;
      value = value * 10 + digit;
    }
    if (at === begin || at - begin > 15 || value === 0) return -1;
    if (at < end) {
      if (bytes[at] !== 0x2e) return -1;
      if (bytes[at + 1] === 0x39 && bytes[at + 2] === 0x39) value = Number(bytes.toString("latin1", begin, end));
      for (at++; at < end; at++) if ((bytes[at] ?? 0) < 0x30 || (bytes[at] ?? 0) > 0x39) return -1;
    }
    return seconds(Math.round(value >= 1e11 ? value : value * 1_000));
  }
}

const reader = new FailureReader();

/** The id of the group of an entry's bytes; null for one that is no failure. `null` is a job that waits or runs, and has failed before. */
export function groupOfBytes(bytes: Buffer, set: JobSetName | null): string | null {
  reader.read(bytes, 0, bytes.length, set ?? "retry", 0);
  return reader.group === 0 || (set === null && !reader.failed) ? null : groupIdText(reader.group);
}
