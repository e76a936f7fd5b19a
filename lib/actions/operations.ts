import "server-only";
import type { Operation, OperationRequest } from "@/lib/domain/operation.schema";
import { type ActionContext, audited } from "./context";

/** Freezes a list; with `expected` it starts by itself when the count is right. */
export function createOperation(context: ActionContext, request: OperationRequest): Promise<Operation> {
  const { services, source, principal } = context;
  return audited(context, {
    action: `operation.create.${request.verb}`,
    targets: [`set:${request.target.set}`, ...(request.target.q ? [`q:${request.target.q}`] : [])],
    total: request.expected ?? 0,
    reason: request.reason,
    work: () => services.operations.create(source, principal, request),
    summarize: ({ id }) => ({ outcome: accepted(0), targets: [`operation:${id}`, `set:${request.target.set}`] }),
  });
}

/** Starts a frozen list of exactly `expected` entries. */
export function startOperation(context: ActionContext, id: string, expected: number): Promise<Operation> {
  const { services, source, principal } = context;
  return audited(context, {
    action: "operation.start",
    targets: [`operation:${id}`],
    total: expected,
    work: () => services.operations.start(source, principal, id, expected),
    summarize: ({ total }) => ({ outcome: accepted(total) }),
  });
}

export function cancelOperation(context: ActionContext, id: string): Promise<Operation> {
  const { services, source, principal } = context;
  return audited(context, {
    action: "operation.cancel",
    targets: [`operation:${id}`],
    work: () => services.operations.cancel(source, principal, id),
    summarize: ({ total, done, gone, refused, unknown }) => ({
      outcome: { requested: total, done, gone, refused, unknown },
    }),
  });
}

/** Accepted; what becomes of the entries stands in the operation. */
const accepted = (requested: number) => ({ requested, done: 0, gone: 0, refused: 0, unknown: 0 });
