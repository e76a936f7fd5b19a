import "server-only";
import type { ErrorStateRequest } from "@/lib/domain/error.schema";
import { AppError } from "@/lib/errors/app-error";
import { type ActionContext, audited } from "./context";
import { single } from "./outcome";

/** Says of a group of errors that it is resolved, ignored for a time or open again, and keeps its note and runbook. */
export async function markError(context: ActionContext, id: string, request: ErrorStateRequest): Promise<void> {
  const { state, untilMs, note, runbook } = request;
  const { errors } = context.services;
  if (!errors) throw new AppError("unsupported_operation", { source: context.source });
  await audited(context, {
    action: state === undefined ? "error.note" : `error.${state}`,
    targets: [id],
    reason: note === "" ? undefined : note?.slice(0, 500),
    work: () =>
      errors.mark(context.source, context.principal, id, {
        ...(state && { kind: state, untilMs: state === "ignored" ? (untilMs ?? null) : null }),
        ...(note !== undefined && { note }),
        ...(runbook !== undefined && { runbook }),
      }),
    summarize: () => ({ outcome: single("done") }),
  });
}
