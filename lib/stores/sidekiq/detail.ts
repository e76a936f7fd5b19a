import "server-only";
import { limits } from "@/lib/config/limits";
import type { ArgNode, JobDetail } from "@/lib/domain/job.schema";
import { type TreeBudget, text, toNode } from "./arg-tree";
import { decodeBacktrace } from "./backtrace";
import { argNodes, type Found, readPayload, toEntry } from "./entry";
import { hideSecrets, maskText } from "./masking";
import { applyHidden, asNumber, asString, type JsonObject, parseJson } from "./payload-parse";
import { timeMs } from "./times";

/** Sidekiq's own fields, shown elsewhere on the page; everything else in a payload is an extra. */
const SHOWN = new Set(
  (
    "class wrapped display_class args queue jid retry retry_count retry_for created_at enqueued_at failed_at retried_at " +
    "discarded_at error_class error_message error_backtrace tags bid lock lock_digest unique_digest encrypt signalbox_ancestor"
  ).split(" "),
);
const ERROR_CHARS = 20_000;

export interface DetailOptions {
  readonly reveal: boolean;
  readonly position: number | null;
  readonly iteration: JobDetail["iteration"];
}

export function toDetail(bytes: Buffer, found: Found, options: DetailOptions): JobDetail {
  const mask = !options.reveal;
  const read = readPayload(bytes);
  const entry = toEntry(read, found, mask);
  const budget: TreeBudget = {
    nodes: limits.argTreeNodes,
    depth: limits.argTreeDepth,
    stringChars: 10_000,
    mask,
  };
  const shown = shownPayload(bytes, mask);
  const { fields, job } = read;
  const message = asString(fields.get("error_message"));
  return {
    ...entry,
    rawClass: asString(fields.get("class"))?.slice(0, 500) ?? null,
    ancestor: asString(fields.get("signalbox_ancestor"))?.slice(0, 200) ?? null,
    argTree: read.problem === "too_large" ? [] : argNodes(read, budget, entry.encrypted),
    payload: shown.text,
    payloadClipped: shown.clipped,
    masked: mask,
    errorMessage: message === null ? null : text(message, { ...budget, stringChars: ERROR_CHARS }),
    ...decodeBacktrace(fields.get("error_backtrace"), mask),
    extras: extrasOf(fields, budget),
    discardedAtMs: timeMs(fields.get("discarded_at")),
    retryForSec: asNumber(fields.get("retry_for")),
    chain: chainOf(entry.jid, job.activeJob?.providerJobId ?? null),
    iteration: options.iteration,
    position: options.position,
  };
}

function extrasOf(fields: JsonObject, budget: TreeBudget): ArgNode[] {
  return [...fields]
    .filter(([name]) => !SHOWN.has(name))
    .map(([name, value]) => toNode(value, budget, name.slice(0, 200)));
}

function chainOf(jid: string | null, previous: string | null): JobDetail["chain"] {
  if (jid === null) return [];
  const earlier = previous !== null && previous !== jid ? [{ jid: previous, relation: "earlier" as const }] : [];
  return [...earlier, { jid, relation: "this" as const }];
}

/** Masked before it is clipped, so that no secret is cut in two and escapes its shape. */
function shownPayload(bytes: Buffer, mask: boolean): { text: string; clipped: boolean } {
  const clipped = bytes.length > limits.detailPayloadBytes;
  const whole = mask ? maskedText(bytes) : bytes.toString("utf8");
  return { text: clipped ? whole.slice(0, limits.detailPayloadBytes) : whole, clipped };
}

/** The payload as text in which no masked value stands; what is no JSON is masked as plain text. */
export function maskedText(bytes: Buffer): string {
  const whole = bytes.toString("utf8");
  const parsed = parseJson(whole, hideSecrets);
  if (!parsed) return maskText(whole);
  const tooDeepToJudge = parsed.tooDeep;
  const hidden = applyHidden(whole, parsed.hidden);
  return tooDeepToJudge ? maskText(hidden) : hidden;
}
