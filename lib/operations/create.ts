import "server-only";
import { createHash } from "node:crypto";
import type { Operation, OperationRequest } from "@/lib/domain/operation.schema";
import { targetWords } from "@/lib/domain/operation-target";
import { newId } from "@/lib/state/id";
import type { OperationRecord } from "@/lib/state/operation-store";
import { emptyBreakdown } from "./breakdown";

/** A record that has yet to freeze. The same key of the same person names the same operation. */
export function newOperation(source: string, actor: string, request: OperationRequest): Operation {
  return {
    id: request.idempotencyKey ? idOf(source, actor, request.idempotencyKey) : newId(),
    source,
    verb: request.verb,
    target: recordTarget(request),
    pace: request.pace ?? { kind: "at_once" },
    params: paramsOf(request),
    state: "freezing",
    error: null,
    actor,
    reason: request.reason ?? null,
    createdAtMs: Date.now(),
    startedAtMs: null,
    endedAtMs: null,
    scanned: 0,
    setSize: 0,
    total: 0,
    processed: 0,
    done: 0,
    gone: 0,
    refused: 0,
    unknown: 0,
    perSec: null,
    breakdown: emptyBreakdown(),
    runner: null,
    trashBatch: null,
    canary: null,
    sample: [],
    warnings: [],
    undoneBy: null,
  };
}

/** What takes the done part of another operation back. */
export function newUndo(undone: Operation, actor: string, reason: string | undefined): Operation {
  const request: OperationRequest = { verb: "delete", target: {}, ...(reason === undefined ? {} : { reason }) };
  return { ...newOperation(undone.source, actor, request), verb: "undo", target: { undoOf: undone.id } };
}

/** A record counts the refs of a selection; they are kept beside it. */
function recordTarget({ target: { refs, ...target } }: OperationRequest): Operation["target"] {
  if (refs) return { ...target, selection: new Set(refs).size };
  return target.q ? target : { ...target, q: undefined };
}

/** Whether a record that was found under the request's key is the answer to this very request. */
export function sameRequest(record: OperationRecord, request: OperationRequest): boolean {
  const { operation, expected } = record;
  const asked = [request.verb, targetWords(request.target), paramsOf(request), request.expected];
  const known = [
    operation.verb,
    targetWords(operation.target),
    operation.params,
    expected === null ? undefined : expected,
  ];
  return JSON.stringify(asked) === JSON.stringify(known);
}

function paramsOf(request: OperationRequest): Operation["params"] {
  return {
    atMs: request.verb === "reschedule" ? (request.atMs ?? null) : null,
    queue: request.verb === "move" ? (request.queue ?? null) : null,
    ignoreLock: request.ignoreLock ?? false,
    withoutUndo: request.withoutUndo ?? false,
  };
}

function idOf(source: string, actor: string, key: string): string {
  return createHash("sha256")
    .update(JSON.stringify([source, actor, key]))
    .digest()
    .subarray(0, 16)
    .toString("base64url");
}
