import "server-only";
import type { QueueActionResult } from "@/lib/domain/action.schema";
import { type ActionContext, audited, openStore, required } from "./context";
import { single } from "./outcome";

/** Pauses or resumes fetching from a queue, where workers honour it. */
export async function pauseQueue(
  context: ActionContext,
  queue: string,
  verb: "pause" | "resume",
  reason?: string,
): Promise<QueueActionResult> {
  const { queues } = openStore(context);
  await audited(context, {
    action: `queue.${verb}`,
    targets: [queue],
    reason,
    work: async () => required(queues[verb], context.source).call(queues, queue),
    summarize: () => ({ outcome: single("done") }),
  });
  return { status: "done", reason: null, removed: 0, kept: 0, trashBatch: null };
}
