import "server-only";
import { limits } from "@/lib/config/limits";
import type { ArgFact, FilterSet, JobFacts } from "@/lib/domain/filter";
import type { ArgNode, JobSetName } from "@/lib/domain/job.schema";
import type { TreeBudget } from "./arg-tree";
import { maskedText } from "./detail";
import { argNodes } from "./entry";
import { groupOfBytes } from "./errors";
import { MASK, maskText } from "./masking";
import type { Peek } from "./peek";
import { secondsMs } from "./times";
import { unescapePiece } from "./unescape";

/** Where an entry was found. */
export type Spot =
  | { readonly set: JobSetName; readonly score: string | null }
  | { readonly queue: string }
  | { readonly process: string; readonly startedAtMs: number | null };

/** By jid or Active Job id: the recurring entries that the job is a run of. */
export type CronRuns = ReadonlyMap<string, readonly string[]>;
export const NO_RUNS: CronRuns = new Map();

/** What a filter may ask of a payload, as a viewer sees it; whatever takes work is done when it is asked for. */
export function filterFacts(bytes: Buffer, job: Peek, spot: Spot, nowMs: number, runs: CronRuns = NO_RUNS): JobFacts {
  return {
    nowMs,
    set: setOf(spot),
    get class() {
      return job.class;
    },
    get queue() {
      return job.text("queue") ?? ("queue" in spot ? spot.queue : null);
    },
    get error() {
      return errorClassOf(job, spot);
    },
    get message() {
      const message = job.text("error_message");
      return message === null ? [] : maskText(message).split(MASK);
    },
    get jids() {
      return jidsOf(job);
    },
    get tags() {
      const tags = job.read().fields.get("tags");
      if (!Array.isArray(tags)) return [];
      return tags.filter((tag) => typeof tag === "string").filter((tag) => maskText(tag) === tag);
    },
    get bid() {
      return job.text("bid");
    },
    process: "process" in spot ? spot.process : null,
    get crons() {
      return runs.size === 0 ? [] : jidsOf(job).flatMap((jid) => runs.get(jid) ?? []);
    },
    get lock() {
      return job.text("lock_digest") ?? job.text("unique_digest");
    },
    get retries() {
      const count = job.number("retry_count");
      if (count !== null) return Math.max(0, Math.trunc(count) + 1);
      return executionsOf(job) || null;
    },
    get createdAtMs() {
      return job.timeMs("created_at");
    },
    get enqueuedAtMs() {
      return job.timeMs("enqueued_at");
    },
    get atMs() {
      if ("set" in spot) return secondsMs(spot.score);
      return "queue" in spot ? (job.timeMs("enqueued_at") ?? job.timeMs("created_at")) : spot.startedAtMs;
    },
    group: () => groupOfBytes(bytes, "set" in spot ? spot.set : null),
    args: argsOf(job),
    texts: () => textsOf(bytes, job),
  };
}

/** Of a `retry_on` attempt that waits in the scheduled set the exception Active Job names. */
export function errorClassOf(job: Peek, spot: Spot): string | null {
  const own = job.text("error_class");
  if (own !== null || !("set" in spot) || spot.set !== "scheduled" || executionsOf(job) === 0) return own;
  return job.read().job.activeJob?.exception ?? null;
}

function jidsOf(job: Peek): string[] {
  const own = job.text("jid");
  const active = job.wrapped ? (job.read().job.activeJob?.jobId ?? null) : null;
  return [own, active].filter((id) => id !== null);
}

function executionsOf(job: Peek): number {
  return job.wrapped ? (job.read().job.activeJob?.executions ?? 0) : 0;
}

export function setOf(spot: Spot): FilterSet {
  return "set" in spot ? spot.set : "queue" in spot ? "queue" : "running";
}

/**
 * The shown text in the pieces between what is masked, as JSON writes it and as it reads. What a row shows of an
 * error comes first: it is what people look for, and needs no parsing.
 */
function* textsOf(bytes: Buffer, job: Peek): Generator<string> {
  for (const key of ["error_class", "error_message"]) yield* maskText(job.text(key) ?? "").split(MASK);
  const raw = maskedText(bytes).split(MASK);
  yield* raw;
  for (const text of raw) if (text.includes("\\")) yield unescapePiece(text);
  if (job.class !== null) yield job.class;
}

function argsOf(job: Peek): JobFacts["args"] {
  let tree: readonly ArgNode[] | null = null;
  return (path) => {
    const read = job.read();
    if (read.problem === "too_large") return [HIDDEN];
    tree ??= argNodes(read, treeBudget(), read.fields.get("encrypt") === true);
    return path === null ? tree.flatMap(leaves) : at({ kind: "array", text: "", children: [...tree] }, path, 0);
  };
}

const treeBudget = (): TreeBudget => ({
  nodes: limits.argTreeNodes,
  depth: limits.argTreeDepth,
  stringChars: limits.rowPayloadBytes,
  mask: true,
});

const HIDDEN: ArgFact = { text: null, masked: true };

/** What nobody sees is neither equal to anything nor different: masked, encrypted, or beyond what is looked at. */
function factOf(node: ArgNode): ArgFact {
  if (node.kind === "masked" || node.kind === "encrypted" || node.kind === "clipped") return HIDDEN;
  if (node.kind === "array" || node.kind === "object") return { text: null, masked: false };
  return node.text.includes(MASK) ? HIDDEN : { text: node.text, masked: false };
}

function leaves(node: ArgNode): ArgFact[] {
  const fact = factOf(node);
  return [...(node.kind === "array" || node.kind === "object" ? [] : [fact]), ...(node.children ?? []).flatMap(leaves)];
}

/** A number names an element of a list, any other name looks into all of them. */
function at(node: ArgNode, path: readonly string[], depth: number): ArgFact[] {
  const fact = factOf(node);
  const name = path[depth];
  if (name === undefined || fact.masked) return [fact];
  const children = node.children ?? [];
  if (node.kind === "array") {
    const chosen = /^\d{1,6}$/.test(name) ? children[Number(name)] : undefined;
    if (chosen) return at(chosen, path, depth + 1);
    return children.filter((child) => child.kind !== "array").flatMap((child) => at(child, path, depth));
  }
  const named = children.filter((child) => child.key === name || child.kind === "clipped");
  return named.flatMap((child) => at(child, path, depth + 1));
}
