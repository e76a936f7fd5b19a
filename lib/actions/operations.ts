import "server-only";
import type { Operation, OperationRequest, OperationResume, OperationStart } from "@/lib/domain/operation.schema";
import { isTyped, typedTexts } from "@/lib/domain/operation-rules";
import { targetWords } from "@/lib/domain/operation-target";
import { AppError } from "@/lib/errors/app-error";
import { type ActionContext, audited } from "./context";

/** Freezes a list; with `expected` it starts by itself when the count is right. */
export function createOperation(context: ActionContext, request: OperationRequest): Promise<Operation> {
  const { services, source, principal } = context;
  return audited(context, {
    action: `operation.create.${request.verb}`,
    targets: targetWords(request.target),
    total: request.expected ?? 0,
    reason: request.reason,
    work: async () => {
      const { verb, target, expected, confirm } = request;
      if (expected !== undefined) mustBeTyped({ verb, target, total: expected }, confirm);
      return services.operations.create(source, principal, request);
    },
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
    work: async () => {
      const operation = await services.operations.get(source, principal, id);
      if (operation?.startedAtMs === null && operation.total === request.expected) {
        mustBeTyped(operation, request.confirm);
      }
      return services.operations.start(source, principal, id, request);
    },
    summarize: ({ total }) => ({ outcome: accepted(total) }),
  });
}

/** @throws AppError `refused` when jobs would be killed or deleted and neither their number nor their list was typed */
function mustBeTyped(operation: Pick<Operation, "verb" | "target" | "total">, confirm: string | undefined): void {
  const texts = typedTexts(operation);
  if (texts !== null && !isTyped(confirm ?? "", texts)) throw new AppError("refused", { reason: "not_typed" });
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
