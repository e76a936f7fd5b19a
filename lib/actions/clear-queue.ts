import "server-only";
import type { QueueActionRequest, QueueActionResult } from "@/lib/domain/action.schema";
import { AppError } from "@/lib/errors/app-error";
import { newId } from "@/lib/state/id";
import { type ActionContext, audited, openStore, required } from "./context";

/** Empties a queue into the trash, or deletes it with its name. `expected` is the number the person confirmed. */
export async function clearQueue(
  context: ActionContext,
  queue: string,
  verb: "clear" | "delete",
  request: QueueActionRequest,
): Promise<QueueActionResult> {
  const { expected, newestRef = null, withoutUndo = false, confirm, reason } = request;
  if (expected === undefined) throw new AppError("invalid_request", { field: "expected" });
  const { queues } = openStore(context);
  const batch = { id: newId(), actor: context.principal.name, operation: null };
  return audited(context, {
    action: `queue.${verb}`,
    targets: [queue],
    total: expected,
    reason,
    work: async () => {
      if (confirm !== queue) throw new AppError("refused", { reason: "not_typed" });
      return required(queues[verb], context.source).call(queues, { queue, expected, newestRef, withoutUndo, batch });
    },
    summarize: ({ status, removed, kept }) => ({
      outcome: { requested: expected, done: removed, gone: 0, refused: status === "refused" ? kept : 0, unknown: 0 },
    }),
  });
}
