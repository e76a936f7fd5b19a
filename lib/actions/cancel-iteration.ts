import "server-only";
import type { OutcomeStatus } from "@/lib/domain/action.schema";
import type { IterationCancelResult } from "@/lib/domain/iteration.schema";
import { type ActionContext, audited, openStore, required } from "./context";
import { single } from "./outcome";

const OUTCOMES: Readonly<Record<IterationCancelResult["status"], OutcomeStatus>> = {
  asked: "done",
  already: "done",
  not_iterable: "refused",
  gone: "gone",
};

/** Asks an iterable job to stop where it is; its worker ends it as a success. */
export async function cancelIteration(context: ActionContext, ref: string): Promise<IterationCancelResult> {
  const store = openStore(context);
  const status = await audited(context, {
    action: "job.cancel",
    targets: [ref],
    work: async () => required(store.iterations, context.source).cancel(ref),
    summarize: (result) => ({ outcome: single(OUTCOMES[result]) }),
  });
  return { status };
}
