import "server-only";
import type { Operation, OperationRequest, OperationResume, OperationStart } from "@/lib/domain/operation.schema";
import { targetWords } from "@/lib/domain/operation-target";
import { type ActionContext, audited } from "./context";

/** Freezes a list; with `expected` it starts by itself when the count is right. */
export function createOperation(context: ActionContext, request: OperationRequest): Promise<Operation> {
  const { services, source, principal } = context;
  return audited(context, {
    action: `operation.create.${request.verb}`,
    targets: targetWords(request.target),
    total: request.expected ?? 0,
    reason: request.reason,
    work: () => services.operations.create(source, principal, request),
    summarize: ({ id }) => ({ outcome: accepted(0), targets: [`operation:${id}`, ...targetWords(request.target)] }),
  });
}

/** Starts a frozen list of exactly `expected` entries, at a pace. */
export function startOperation(context: ActionContext, id: string, request: OperationStart): Promise<Operation> {
  const { services, source, principal } = context;
  return audited(context, {
    action: "operation.start",
    targets: [`operation:${id}`],
    total: request.expected,
    reason: request.reason,
    work: () => services.operations.start(source, principal, id, request),
    summarize: ({ total }) => ({ outcome: accepted(total) }),
  });
}

/** Halts an operation, to be resumed or for good. */
export function steerOperation(context: ActionContext, how: "pause" | "cancel", id: string): Promise<Operation> {
  const { services, source, principal } = context;
  return audited(context, {
    action: `operation.${how}`,
    targets: [`operation:${id}`],
    work: () => services.operations[how](source, principal, id),
    summarize: progressOf,
  });
}

export function resumeOperation(context: ActionContext, id: string, request: OperationResume): Promise<Operation> {
  const { services, source, principal } = context;
  return audited(context, {
    action: "operation.resume",
    targets: [`operation:${id}`],
    work: () => services.operations.resume(source, principal, id, request),
    summarize: progressOf,
  });
}

/** Freezes what can be taken back. */
export function undoOperation(context: ActionContext, id: string, reason: string | undefined): Promise<Operation> {
  const { services, source, principal } = context;
  return audited(context, {
    action: "operation.undo",
    targets: [`operation:${id}`],
    reason,
    work: () => services.operations.undo(source, principal, id, reason),
    summarize: (undo) => ({ outcome: accepted(0), targets: [`operation:${id}`, `operation:${undo.id}`] }),
  });
}

const progressOf = ({ total, done, gone, refused, unknown }: Operation) => ({
  outcome: { requested: total, done, gone, refused, unknown },
});

/** Accepted; what becomes of the entries stands in the operation. */
const accepted = (requested: number) => ({ requested, done: 0, gone: 0, refused: 0, unknown: 0 });
