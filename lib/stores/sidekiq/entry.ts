import "server-only";
import { limits } from "@/lib/config/limits";
import type { JobEntry, JobProblem, Place } from "@/lib/domain/job.schema";
import { oneLine, type TreeBudget, text, toNodes } from "./arg-tree";
import { maskText } from "./masking";
import { asNumber, asString, isObject, type JsonObject, type ParsedJson, parseJson } from "./payload-parse";
import { timeMs } from "./times";
import { type Unwrapped, unwrap } from "./unwrap";

/** What is known of an entry from where it was found. */
export interface Found {
  readonly ref: string;
  readonly place: Place;
  readonly atMs: number | null;
}

/** Only the top level of a payload that is too large for a row is looked at. */
const TOP_LEVEL = 1;
const EMPTY: JsonObject = new Map();
/** Nodes a row's one line can need. */
const ROW_NODES = 200;
const NAME_CHARS = 500;

export interface ReadPayload {
  readonly bytes: number;
  readonly parsed: ParsedJson | null;
  readonly fields: JsonObject;
  readonly job: Unwrapped;
  readonly problem: JobProblem | null;
}

export function readPayload(bytes: Buffer): ReadPayload {
  const tooLarge = bytes.length > limits.rowPayloadBytes;
  const parsed = parseJson(bytes.toString("utf8"), undefined, tooLarge ? TOP_LEVEL : undefined);
  const fields = parsed && isObject(parsed.value) ? parsed.value : EMPTY;
  return { bytes: bytes.length, parsed, fields, job: unwrap(fields), problem: problemOf(parsed, fields, tooLarge) };
}

/** A list's row of any bytes whatever; see `JobEntry`. */
export function toEntry(payload: Buffer | ReadPayload, found: Found, mask = true): JobEntry {
  const read = Buffer.isBuffer(payload) ? readPayload(payload) : payload;
  const { fields, job, problem } = read;
  const encrypted = fields.get("encrypt") === true;
  const budget = rowBudget(mask);
  const args = problem === "too_large" ? { line: "", clipped: true } : argsLine(read, budget, encrypted);
  const executions = job.activeJob?.executions ?? 0;
  const activeJobRetry = found.place.kind === "scheduled" && executions > 0;
  const digest = asString(fields.get("lock_digest")) ?? asString(fields.get("unique_digest"));
  const retryCount = asNumber(fields.get("retry_count"));
  return {
    ref: found.ref,
    place: found.place,
    jid: name(fields, "jid"),
    activeJobId: job.activeJob?.jobId?.slice(0, NAME_CHARS) ?? null,
    class: job.class?.slice(0, NAME_CHARS) ?? null,
    wrapper: job.wrapper,
    queue: name(fields, "queue"),
    args: args.line,
    argsClipped: args.clipped,
    payloadBytes: read.bytes,
    atMs: found.atMs,
    createdAtMs: timeMs(fields.get("created_at")),
    enqueuedAtMs: timeMs(fields.get("enqueued_at")),
    failedAtMs: timeMs(fields.get("failed_at")),
    retriedAtMs: timeMs(fields.get("retried_at")),
    attempts: retryCount !== null ? Math.max(0, Math.trunc(retryCount) + 1) : executions > 0 ? executions : null,
    retryMax: retryMax(fields),
    error:
      errorOf(fields, budget) ?? (activeJobRetry ? { class: job.activeJob?.exception ?? null, message: null } : null),
    tags: tagsOf(fields, budget),
    batchId: name(fields, "bid"),
    lock: digest === null ? null : { type: name(fields, "lock"), digest: digest.slice(0, NAME_CHARS) },
    activeJobRetry,
    encrypted,
    problem,
    willBeLost: found.place.kind === "queue" && problem === "not_an_object",
  };
}

function problemOf(parsed: ParsedJson | null, fields: JsonObject, tooLarge: boolean): JobProblem | null {
  if (!parsed) return "invalid_json";
  if (!isObject(parsed.value)) return "not_an_object";
  if (tooLarge) return "too_large";
  if (!asString(fields.get("class"))) return "class_missing";
  if (!Array.isArray(fields.get("args"))) return "args_not_an_array";
  if (parsed.tooDeep) return "too_deep";
  if (parsed.duplicateKeys) return "duplicate_keys";
  return asString(fields.get("jid")) ? null : "jid_missing";
}

export function rowBudget(mask: boolean): TreeBudget {
  return { nodes: ROW_NODES, depth: 8, stringChars: limits.rowArgsChars, mask };
}

function argsLine(read: ReadPayload, budget: TreeBudget, encrypted: boolean) {
  return oneLine(argNodes(read, budget, encrypted), limits.rowArgsChars);
}

/** The arguments as a tree; of a payload whose `args` is no array, what stands there instead. */
export function argNodes(read: ReadPayload, budget: TreeBudget, encrypted: boolean) {
  const raw = read.fields.get("args");
  const values = read.problem === "args_not_an_array" && raw !== undefined ? [raw] : read.job.args;
  if (!encrypted) return toNodes(values, budget);
  const clear = toNodes(values.slice(0, -1), budget);
  return [...clear, { kind: "encrypted" as const, text: "[encrypted data]" }];
}

function name(fields: JsonObject, key: string): string | null {
  return asString(fields.get(key))?.slice(0, NAME_CHARS) || null;
}

function retryMax(fields: JsonObject): number | boolean | null {
  const retry = fields.get("retry");
  return typeof retry === "boolean" ? retry : asNumber(retry);
}

function errorOf(fields: JsonObject, budget: TreeBudget): JobEntry["error"] {
  const message = asString(fields.get("error_message"));
  const errorClass = name(fields, "error_class");
  if (errorClass === null && message === null) return null;
  return {
    class: errorClass,
    message: message === null ? null : text(message, { ...budget, stringChars: limits.rowErrorChars }),
  };
}

function tagsOf(fields: JsonObject, budget: TreeBudget): string[] {
  const tags = fields.get("tags");
  if (!Array.isArray(tags)) return [];
  return tags
    .filter((tag) => typeof tag === "string")
    .slice(0, limits.tagsPerJob)
    .map((tag) => (budget.mask ? maskText(tag) : tag).slice(0, 200));
}
